"""Putting a backup back, all of it or nothing: made ready and checked apart, then brought in.

What comes out of the archive is unpacked into a folder beside, which this process takes for its
data folder: so keys, stores and the migrations of this version are tried as they will be used.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader

from guisu.config import backup, folder, start
from guisu.config.environment import Environment

NEWER = "it was written by a newer version (%s), which this one cannot read: upgrade first"
NOT_EMPTY = "%s holds a store already; restore into a folder without one"
IN_USE = "Guisu is running on %s; stop it first"
NO_KEYS = "it holds no %s, without which nobody can sign in or read the stored secrets"
DERIVED = ("warehouse.duckdb", "warehouse.duckdb.wal")


class CannotRestore(Exception):
    """The folder is not one to restore into; says why."""


def restore(archive: Path, environment: Environment) -> dict[str, Any]:
    """Put `archive` into the data folder of `environment`, which holds no store; its label.

    Raises `NotABackup` or `CannotRestore`; then the folder is as it was before. Loads the
    framework, with a folder of its own: nothing else can be asked of this process afterwards.
    """
    data = Path(environment.data).expanduser().resolve()
    made = not data.exists()
    data.mkdir(mode=folder.OWNERS_ALONE, parents=True, exist_ok=True)
    left = [data / name for name in (folder.LOCK, folder.TMP) if not (data / name).exists()]
    with _claimed(data):
        try:
            return _restored(archive, data, environment)
        except BaseException:
            _leave_nothing([*left, data] if made else left)
            raise


def _restored(archive: Path, data: Path, environment: Environment) -> dict[str, Any]:
    folder.sweep(data)
    folder.finish_arriving(data)
    _require_no_store(data)
    with folder.workshop(data, "restore") as shop:
        whole = shop / "whole"
        whole.mkdir(mode=folder.OWNERS_ALONE)
        label = backup.unpack(archive, whole)
        _require_keys(whole, environment)
        _make_ready(whole, label)
        for name in backup.OURS:
            backup.check_store(whole / name)
        for name in DERIVED:
            (data / name).unlink(missing_ok=True)
        folder.bring_in(whole, data)
    return label


def _claimed(data: Path) -> Any:
    try:
        return folder.claimed(data)
    except folder.InUse as error:
        raise CannotRestore(IN_USE % data) from error


def _require_no_store(data: Path) -> None:
    """An accepted request may wait in a spool, too."""
    if any((data / name).exists() for name in backup.OURS):
        raise CannotRestore(NOT_EMPTY % data)


def _require_keys(whole: Path, environment: Environment) -> None:
    for name, given in (
        (backup.SECRET, environment.secret_key),
        (backup.SEALING, environment.encryption_keys),
    ):
        kept = whole / name
        if not given and not (kept.exists() and kept.read_text().strip()):
            raise backup.NotABackup(NO_KEYS % name)


def _make_ready(whole: Path, label: dict[str, Any]) -> None:
    """Bring the stores up to date, as a data folder of this process."""
    os.environ["GUISU_DATA"] = str(whole)
    start.django()
    try:
        if any(_is_newer(each) for each in connections.all()):
            raise backup.NotABackup(NEWER % label["version"])
        start.migrate()
        start.hold_connections(why="restored")
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise backup.NotABackup(str(error)) from error
    finally:
        connections.close_all()
    with suppress(FileNotFoundError):
        (whole / "static").rmdir()


def _is_newer(store: Any) -> bool:
    """Whether the store has been through a migration that this version does not know."""
    loader = MigrationLoader(store)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    return bool(set(loader.applied_migrations) - known)


def _leave_nothing(made: list[Path]) -> None:
    """Take away what a refused restore made for itself; what holds anything else stays."""
    for path in made:
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
