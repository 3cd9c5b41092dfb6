"""What DuckDB says when its file is damaged or its disk is full, in our words.

It has no types for these: a checksum that does not fit is its general error.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from guisu.ground.warehouse.domain import WarehouseDamaged, WarehouseFull, WarehouseInUse

LOCKED = "Could not set lock"
NO_ROOM = ("No space left", "Could not write", "Read-only file system", "Permission denied")
DAMAGED = ("Corrupt database file", "Could not read enough bytes", "has been invalidated")


@contextmanager
def opening(path: Path, *, damaged: Callable[[], int]) -> Iterator[None]:
    """Raise `WarehouseInUse`, `WarehouseFull`, or `WarehouseDamaged` for what cannot be opened."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        if LOCKED in said:
            raise WarehouseInUse(path=path) from error
        if _tells(said, NO_ROOM):
            raise WarehouseFull from error
        raise WarehouseDamaged(percent=damaged()) from error


@contextmanager
def using(*, damaged: Callable[[], int]) -> Iterator[None]:
    """Raise `WarehouseFull` or `WarehouseDamaged` where the file fails the block."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        if _tells(said, NO_ROOM):
            raise WarehouseFull from error
        if isinstance(error, duckdb.SerializationException) or _tells(said, DAMAGED):
            raise WarehouseDamaged(percent=damaged()) from error
        raise


def _tells(said: str, signs: tuple[str, ...]) -> bool:
    return any(sign in said for sign in signs)
