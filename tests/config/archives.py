"""Archives to restore: whole ones, and ones with something wrong."""

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from guisu.config import backup

Parts = dict[str, bytes]
LABEL = json.dumps({"version": "0.1.0", "made_at": "2026-11-22T04:00:00+00:00"}).encode()


def store_of(*tables: str, folder: Path) -> bytes:
    """A SQLite file with these tables, all empty."""
    path = folder / "made.sqlite3"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as made, made:
        for table in tables:
            made.execute(f"CREATE TABLE {table} (id integer)")
    return path.read_bytes()


def parts(folder: Path) -> Parts:
    """Of a backup that has all that belongs in one, as far as can be told without reading it."""
    return {
        backup.LABEL: LABEL,
        backup.STORE: store_of("django_migrations", "staff_installation", folder=folder),
        backup.SPOOL: store_of("django_migrations", "intake_arrived", folder=folder),
        backup.SECRET: b"signs",
        backup.SEALING: b"seals",
        "uploads/orders.csv": b"number\n",
    }


def packed(inside: Mapping[str, bytes], archive: Path) -> Path:
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in inside.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return archive


Wrong = Callable[[Parts, Path], Parts]


def without(name: str) -> Wrong:
    return lambda inside, _: {each: told for each, told in inside.items() if each != name}


def instead(name: str, content: bytes) -> Wrong:
    return lambda inside, _: {**inside, name: content}


def foreign(name: str) -> Wrong:
    return lambda inside, folder: {**inside, name: store_of("notes", folder=folder)}


def damaged(name: str) -> Wrong:
    def of(inside: Parts, _folder: Path) -> Parts:
        whole = bytearray(inside[name])
        whole[4096:4200] = b"\xff" * 104
        return {**inside, name: bytes(whole)}

    return of
