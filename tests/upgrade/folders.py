"""A data folder of November 2026, upgraded by the command line in processes of its own."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql

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
    folder: Path, *command: str, before: Callable[[], None] | None = None, database: str = ""
) -> "subprocess.Popen[str]":
    """`guisu command` on the folder; `before` is called in its process."""
    return subprocess.Popen(  # noqa: S603 - our own command line
        [GUISU, *command],
        env=_environment(folder, database),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=before,  # noqa: PLW1509 - limits of the child alone
    )


def run(folder: Path, *command: str, database: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own command line
        [GUISU, *command],
        env=_environment(folder, database),
        capture_output=True,
        text=True,
        check=False,
    )


def seen(folder: Path, database: str = "") -> dict[str, Any]:
    """What the upgraded folder holds, as `look` tells it."""
    looked = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.look"],
        env=_environment(folder, database),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(looked.stdout.splitlines()[-1]))


@contextmanager
def on_postgresql(folder: Path) -> Iterator[str]:
    """The address of a new database that holds what the old folder holds; gone afterwards."""
    server, name = connection.settings_dict, f"upgrade_{os.getpid()}"
    told = {"host": server["HOST"], "user": server["USER"], "dbname": "postgres"}
    with psycopg.connect(**told, autocommit=True) as maintenance:
        maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        database = f"postgresql://{told['user']}@{quote(told['host'], safe='')}/{name}"
        try:
            subprocess.run(  # noqa: S603 - ourselves
                [sys.executable, "-m", "tests.upgrade.older", str(store_of(folder))],
                env=_environment(folder, database),
                check=True,
            )
            yield database
        finally:
            dropped = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            maintenance.execute(dropped)


def _environment(folder: Path, database: str = "") -> dict[str, str]:
    return {**os.environ, "GUISU_DATA": str(folder), "GUISU_DATABASE": database}
