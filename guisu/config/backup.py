"""One archive of an embedded installation: the store, the spool, the uploads and the keys."""

import errno
import gzip
import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from guisu.config import folder

STORE, SPOOL = "guisu.sqlite3", "spool.sqlite3"
UPLOADS, SECRET, SEALING = "uploads", "secret.key", "encryption.keys"
LABEL = "backup.json"
CHUNK = 1024 * 1024
FILES = (LABEL, STORE, SPOOL, SECRET, SEALING)
# Tables by which a file is told from another program's.
OURS = {STORE: "staff_installation", SPOOL: "intake_arrived"}
# Requests enter the log in the order of their numbers.
IN_THE_LOG = """
    DELETE FROM intake_arrived WHERE id <= (
        SELECT max(arrived_id - 1, coalesce((SELECT max(value) FROM json_each(finished)), 0))
        FROM store.intake_expansion
    )
"""
NOT_IN_IT = "it holds no %s"
UNEXPECTED = "%s does not belong in a backup"
NO_LABEL = "its label does not say what wrote it, and when"
EMPTY = "%s in it is empty"
FOREIGN = "%s in it is no store of Guisu"
DAMAGED = "%s in it is damaged: %s"


class NotABackup(Exception):
    """The file is no archive that `write` made, or a damaged one; says why."""


def write(data: Path, archive: Path, *, at: datetime) -> None:
    """Write `archive`, readable by its owner alone, while the product goes on working.

    The store is copied by SQLite's online backup: the copy is one moment's state. Files that
    come in later may be missing from it; files that it names are not. The spool is copied first,
    and less what the store has in its log by then: no request is lost or doubled.
    """
    with folder.workshop(data, "backup") as shop:
        for name in (SPOOL, STORE):
            _copy_store(data / name, shop / name)
        _forget_logged(shop / SPOOL, shop / STORE)
        label = {"version": version("guisu"), "made_at": at.isoformat()}
        (shop / LABEL).write_text(json.dumps(label))
        _pack(shop, data, archive)


def unpack(archive: Path, into: Path) -> dict[str, Any]:
    """Unpack `archive` and look at each part of it; returns the label. Raises `NotABackup`.

    `OSError` where it cannot be read, or there is no room.
    """
    try:
        with gzip.open(archive) as file:
            with tarfile.open(fileobj=file, mode="r:") as tar:
                for member in tar:
                    _unpack_one(tar, member, into)
            # Its check sum stands at its end.
            while file.read(CHUNK):
                pass
    except (EOFError, ValueError, tarfile.TarError, zlib.error) as error:
        raise NotABackup(str(error)) from error
    except OSError as error:
        if error.errno not in {None, errno.EIO}:
            raise
        raise NotABackup(str(error)) from error
    label = _label(into / LABEL)
    (into / LABEL).unlink()
    for name in OURS:
        check_store(into / name)
    (into / UPLOADS).mkdir(mode=folder.OWNERS_ALONE, exist_ok=True)
    return label


def check_store(store: Path) -> None:
    """Raises `NotABackup` where the file, which nobody has open, is not a whole store of ours."""
    name = store.name
    if not store.exists():
        raise NotABackup(NOT_IN_IT % name)
    if not store.stat().st_size:
        raise NotABackup(EMPTY % name)
    try:
        with closing(sqlite3.connect(f"file:{store}?immutable=1", uri=True)) as kept:
            tables = {row[0] for row in kept.execute("SELECT name FROM sqlite_master")}
            [found] = kept.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise NotABackup(DAMAGED % (name, error)) from error
    if not {OURS[name], "django_migrations"} <= tables:
        raise NotABackup(FOREIGN % name)
    if found != "ok":
        raise NotABackup(DAMAGED % (name, found))


def _label(path: Path) -> dict[str, Any]:
    try:
        label = json.loads(path.read_text())
        datetime.fromisoformat(label["made_at"])
        str(label["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotABackup(NO_LABEL) from error
    return dict(label)


def _pack(shop: Path, data: Path, archive: Path) -> None:
    unfinished = archive.with_name(archive.name + ".part")
    handle = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as tar:
                for path, name in _parts(shop, data):
                    _add(tar, path, name)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(archive)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _parts(shop: Path, data: Path) -> Iterator[tuple[Path, str]]:
    """What goes into the archive, and its name there; the label first."""
    for name in (LABEL, SPOOL, STORE):
        yield shop / name, name
    for name in (SECRET, SEALING):
        if (data / name).exists():
            yield data / name, name
    for path in sorted((data / UPLOADS).rglob("*")):
        if path.is_file():
            yield path, str(path.relative_to(data))


def _add(tar: tarfile.TarFile, path: Path, name: str) -> None:
    """A file that is gone by now was done with."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=file), file)


def _copy_store(store: Path, copy: Path) -> None:
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        # A copy in rollback mode is one file; the product turns the log on again.
        target.execute("PRAGMA journal_mode=DELETE")


def _forget_logged(spool: Path, store: Path) -> None:
    with closing(sqlite3.connect(spool, isolation_level=None)) as copy:
        copy.execute("ATTACH ? AS store", [str(store)])
        copy.execute(IN_THE_LOG)


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    """A plain file under a name that a backup has, and nothing else an archive can hold."""
    name = PurePosixPath(member.name)
    is_upload = name.parts[:1] == (UPLOADS,) and ".." not in name.parts
    if member.isdir() and is_upload:
        return
    if not member.isfile() or (name.parts[:1] == (UPLOADS,) and len(name.parts) == 1):
        raise ValueError(UNEXPECTED % member.name)
    if not is_upload and str(name) not in FILES:
        raise ValueError(UNEXPECTED % member.name)
    source = tar.extractfile(member)
    if source is None:
        raise ValueError(UNEXPECTED % member.name)
    path = into / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with source, path.open("wb") as file:
        shutil.copyfileobj(source, file)
    path.chmod(0o600)
