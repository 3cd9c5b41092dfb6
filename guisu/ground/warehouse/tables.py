"""The warehouse as Ibis tables: make expressions from them and run `.to_pyarrow()`.

Asked for within `reading`, which `steadiness.steady` opens. An expression lives as long as the
reading, in its thread. Values are as loaded: a moment behind the operational store
(`selectors.as_of` says how far).
"""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import ibis.expr.types as ir
import pyarrow as pa

from guisu.ground.staff.selectors import installation
from guisu.ground.warehouse import engine, shape
from guisu.ground.warehouse.domain import PEOPLE
from guisu.ground.warehouse.engines.port import Engine, Reading

NO_READING = "ask for tables of the warehouse within `tables.reading()` or a `steady` function"

_standing: "weakref.WeakSet[Engine]" = weakref.WeakSet()
# Whose turn it is, and nothing once it is over: what a thread takes with it must hold no handle.
_here = threading.local()


@contextmanager
def reading() -> Iterator[None]:
    """Have tables for the block. Raises `WarehouseInUse` as the loader does.

    Nested blocks of a thread share the outermost one's reader.
    """
    if is_reading():
        yield
        return
    target = engine.current()
    if target not in _standing:
        _have_stand(target)
    with target.reading() as lent:
        _here.reading = lent
        try:
            yield
        finally:
            del _here.reading


def is_reading() -> bool:
    return hasattr(_here, "reading")


def table(name: str) -> ir.Table:
    """A registered table by its name."""
    return _lent().table(name)


def held(rows: pa.Table) -> ir.Table:
    """`rows` as a table beside the others, until the reading ends."""
    return _lent().hold(rows)


def events() -> ir.Table:
    """One row an event; `customer_id` is the person's root, `row_id` the row it came to."""
    return table(shape.EVENTS.name)


def customers() -> ir.Table:
    """One row a customer row; people are the distinct values of `root_id`."""
    return table(PEOPLE)


def progress() -> ir.Table:
    """How far loading has come: name, position, note."""
    return table("progress")


def _lent() -> Reading:
    lent: Reading | None = getattr(_here, "reading", None)
    if lent is None:
        raise RuntimeError(NO_READING)
    return lent


def _have_stand(target: Engine) -> None:
    """Readers may come before the first load; while another process loads, it sees to it."""
    with target.writing() as writer:
        if writer is not None:
            shape.prepare(writer, zone=installation().time_zone)
            _standing.add(target)
