"""The data folder itself: whose it is, what is unpacked in it for a while, what arrives whole.

Knows no framework: it is asked before the settings are read, which need the keys in it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

LOCK, TMP = "serve.lock", "tmp"
# What a restore has checked; once this name stands, it comes in, whoever is killed.
ARRIVING = "restored"
OWNERS_ALONE = 0o700


class InUse(Exception):
    """Another process works on the folder."""


def claimed(folder: Path) -> IO[str]:
    """The folder's lock, held while the returned file is open. Raises `InUse`.

    Two servers on one folder would run every background loop twice over the same warehouse file.
    """
    while True:
        lock = (folder / LOCK).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise InUse from None
        if _is_still(folder / LOCK, lock):
            lock.write(str(os.getpid()))
            lock.flush()
            return lock
        lock.close()


@contextmanager
def workshop(data: Path, purpose: str) -> Iterator[Path]:
    """A folder for this process alone, on the disk of `data`; gone afterwards.

    A killed process leaves it: the next `sweep` takes it away.
    """
    own = data / TMP
    own.mkdir(mode=OWNERS_ALONE, exist_ok=True)
    own.chmod(OWNERS_ALONE)
    with _held(own, fcntl.LOCK_SH):
        folder = Path(tempfile.mkdtemp(prefix=f"{purpose}-", dir=own))
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def sweep(data: Path) -> None:
    """Take away what killed processes left unpacked; what a live one works on stays."""
    own = data / TMP
    if not own.is_dir():
        return
    with _held(own, fcntl.LOCK_EX):
        for left in own.iterdir():
            if left.is_dir() and not _is_held(left):
                shutil.rmtree(left, ignore_errors=True)


def bring_in(whole: Path, data: Path) -> None:
    """Put all that `whole` holds into `data`, in place of what is called the same.

    `whole` is on the same disk. Killed before its new name stands, nothing has changed; killed
    later, the next `finish_arriving` goes on.
    """
    for path in whole.rglob("*"):
        _to_disk(path)
    _to_disk(whole)
    whole.rename(data / ARRIVING)
    _to_disk(data)
    finish_arriving(data)


def finish_arriving(data: Path) -> None:
    """Go on with what a restore had begun to bring in. Safe to repeat, and at any moment."""
    if not (data / ARRIVING).exists():
        return
    with _held(data, fcntl.LOCK_EX), suppress(FileNotFoundError):
        for come in sorted((data / ARRIVING).iterdir()):
            _take_away(data / come.name)
            come.rename(data / come.name)
        _to_disk(data)
        (data / ARRIVING).rmdir()
        _to_disk(data)


def _take_away(path: Path) -> None:
    """The file or folder, and what SQLite keeps beside a store of that name."""
    for companion in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + companion).unlink(missing_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _is_still(path: Path, lock: IO[str]) -> bool:
    """Whether the open file is the one at `path`: a refused restore takes its own away."""
    with suppress(FileNotFoundError):
        return path.stat().st_ino == os.fstat(lock.fileno()).st_ino
    return False


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _is_held(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
