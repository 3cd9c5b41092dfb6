"""One archive of an embedded installation: the store, the spool, the uploads and the keys."""

import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

STORE, SPOOL = "guisu.sqlite3", "spool.sqlite3"
UPLOADS, SECRET, SEALING = "uploads", "secret.key", "encryption.keys"
LABEL = "backup.json"
CONTENTS = (STORE, SPOOL, UPLOADS, SECRET, SEALING)
# Requests enter the log in the order of their numbers.
IN_THE_LOG = """
    DELETE FROM intake_arrived WHERE id <= (
        SELECT max(arrived_id - 1, coalesce((SELECT max(value) FROM json_each(finished)), 0))
        FROM store.intake_expansion
    )
"""
UNEXPECTED = "%s does not belong in a backup"


class NotABackup(Exception):
    """The file is no archive that `write` made, or a damaged one."""


def write(data: Path, archive: Path, *, at: datetime) -> None:
    """Write `archive`, readable by its owner alone, while the product goes on working.

    The store is copied by SQLite's online backup: the copy is one moment's state. Files that
    come in later may be missing from it; files that it names are not. The spool is copied first,
    and less what the store has in its log by then: no request is lost or doubled.
    """
    unfinished = archive.with_name(archive.name + ".part")
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        copies = [Path(folder) / name for name in (SPOOL, STORE)]
        for copy in copies:
            _copy_store(data / copy.name, copy)
        _forget_logged(*copies)
        label = Path(folder) / LABEL
        label.write_text(json.dumps({"version": version("guisu"), "made_at": at.isoformat()}))
        handle = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as tar:
            tar.add(label, LABEL)
            for copy in copies:
                tar.add(copy, copy.name)
            for name in (UPLOADS, SECRET, SEALING):
                if (data / name).exists():
                    tar.add(data / name, name)
            tar.close()
            file.flush()
            os.fsync(file.fileno())
    unfinished.replace(archive)


def read(archive: Path, data: Path) -> dict[str, Any]:
    """Put the archive's contents into `data`, which holds no store yet; returns the label.

    All or nothing: the store is checked first and moved in last. Raises `NotABackup`.
    """
    with tempfile.TemporaryDirectory(dir=data) as folder:
        unpacked = Path(folder)
        try:
            with tarfile.open(archive, "r:gz") as tar:
                _unpack(tar, unpacked)
            label: dict[str, Any] = json.loads((unpacked / LABEL).read_text())
            for name in (STORE, SPOOL):
                _check_store(unpacked / name)
        except (OSError, EOFError, ValueError, tarfile.TarError, sqlite3.DatabaseError) as error:
            raise NotABackup(str(error)) from error
        for name in reversed(CONTENTS):
            if (unpacked / name).exists():
                (unpacked / name).replace(data / name)
    return label


def _copy_store(store: Path, copy: Path) -> None:
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        # A copy in rollback mode is one file; the product turns the log on again.
        target.execute("PRAGMA journal_mode=DELETE")


def _forget_logged(spool: Path, store: Path) -> None:
    with closing(sqlite3.connect(spool, isolation_level=None)) as copy:
        copy.execute("ATTACH ? AS store", [str(store)])
        copy.execute(IN_THE_LOG)


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files under the names that a backup has, and nothing else an archive can hold."""
    for member in tar:
        name = PurePosixPath(member.name)
        if name.parts[0] not in (*CONTENTS, LABEL) or ".." in name.parts:
            raise ValueError(UNEXPECTED % member.name)
        source = tar.extractfile(member) if member.isfile() else None
        if source is None:
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with source, (folder / name).open("wb") as file:
            shutil.copyfileobj(source, file)
        (folder / name).chmod(0o600)


def _check_store(store: Path) -> None:
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as kept:
        [found] = kept.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
