"""A data folder of November 2026, upgraded by the command line in processes of its own."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.serving import GUISU

HERE = Path(__file__).parent
# Of the demonstration shop in the file, which nobody else uses.
KEY = "w3S-iSe-ezaaDXlu1qXVYrK0PMhqcYXxmLkYHl3ztsY="


def old(folder: Path) -> Path:
    """The folder as it was before the floors: a small shop, with work of each kind owed."""
    (folder / "encryption.keys").write_text(KEY)
    told = gzip.decompress((HERE / "before_the_floors.sql.gz").read_bytes()).decode()
    with closing(sqlite3.connect(store_of(folder))) as store, store:
        store.executescript(told)
    return folder


def store_of(folder: Path) -> Path:
    return folder / "guisu.sqlite3"


def start(
    folder: Path, *command: str, before: Callable[[], None] | None = None
) -> "subprocess.Popen[str]":
    """`guisu command` on the folder; `before` is called in its process."""
    return subprocess.Popen(  # noqa: S603 - our own command line
        [GUISU, *command],
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=before,  # noqa: PLW1509 - limits of the child alone
    )


def run(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own command line
        [GUISU, *command],
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )


def seen(folder: Path) -> dict[str, Any]:
    """What the upgraded folder holds, as `look` tells it."""
    looked = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.look"],
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(looked.stdout.splitlines()[-1]))


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "GUISU_DATA": str(folder), "GUISU_DATABASE": ""}
