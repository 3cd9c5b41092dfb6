"""Everything anew from the operational store, swapped in when it is whole."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from guisu.ground.staff.selectors import installation
from guisu.ground.warehouse import engine, loading
from guisu.ground.warehouse.domain import WarehouseDamaged

logger = logging.getLogger("guisu.warehouse")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`steps` batches were loaded."""

    steps: int


def keeps_what_was_deleted() -> bool:
    """Whether deleted rows stay in the warehouse's own file until it is made anew."""
    return engine.current().keeps_what_was_deleted


def rebuild(*, progress: Callable[[int], None] = lambda _: None) -> Rebuilt:
    """Fill an empty warehouse and put it in the place of the present one.

    `progress` is told the number of each batch. Readers see the old tables until the new ones are
    whole; a rebuild that dies leaves the old. Marks of changes stay, and are loaded once more.
    Raises `WarehouseInUse` where another process holds the DuckDB file: stop it first.
    """
    zone = installation().time_zone
    steps = 0
    damage = engine.current().damage
    with engine.current().replacement() as fresh:
        while (
            loading.fill(fresh, zone=zone)
            or loading.take_events(fresh, zone=zone)
            or loading.take_properties(fresh, zone=zone)
        ):
            steps += 1
            progress(steps)
            if damage is not None:
                damage.percent = loading.percent(fresh)
    return Rebuilt(steps)


def load_or_mend() -> bool:
    """One step for the loop: a load, or everything anew where somebody met damage.

    True when much is likely to wait still. Raises as `loading.load`, and `WarehouseFull`.
    """
    try:
        if engine.current().damage is None:
            return loading.load()
    except WarehouseDamaged:
        pass
    _mend()
    return True


def _mend() -> None:
    logger.error("the warehouse is damaged: building it anew from the store")
    rebuilt = rebuild()
    logger.warning("the warehouse is whole again, in %s batches", rebuilt.steps)
