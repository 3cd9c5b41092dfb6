"""The warehouse as Ibis tables of this thread: make expressions from them and run `.to_pyarrow()`.

An expression belongs to the thread that asked for its tables. Values are as loaded: a moment
behind the operational store (`selectors.as_of` says how far).
"""

import weakref

import ibis.expr.types as ir

from guisu.ground.staff.selectors import installation
from guisu.ground.warehouse import engine, shape
from guisu.ground.warehouse.domain import PEOPLE
from guisu.ground.warehouse.engines.port import Engine

_standing: "weakref.WeakSet[Engine]" = weakref.WeakSet()


def table(name: str) -> ir.Table:
    """A registered table by its name. Raises `WarehouseInUse` as the loader does."""
    target = engine.current()
    if target not in _standing:
        _have_stand(target)
    return target.reader().table(name)


def events() -> ir.Table:
    """One row an event; `customer_id` is the person's root, `row_id` the row it came to."""
    return table(shape.EVENTS.name)


def customers() -> ir.Table:
    """One row a customer row; people are the distinct values of `root_id`."""
    return table(PEOPLE)


def progress() -> ir.Table:
    """How far loading has come: name, position, note."""
    return table("progress")


def _have_stand(target: Engine) -> None:
    """Readers may come before the first load; while another process loads, it sees to it."""
    with target.writing() as writer:
        if writer is not None:
            shape.prepare(writer, zone=installation().time_zone)
            _standing.add(target)
