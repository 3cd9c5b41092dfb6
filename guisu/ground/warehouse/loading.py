"""The road from the operational store: changed dimension rows, then the log behind its watermark.

Rows and watermark commit in one transaction of the warehouse, so a batch is there once or not
at all, wherever the process dies. Changes are deleted after that commit: a crash in between
loads the same rows again, which replace themselves.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from guisu.ground.database.columns import IsAmong
from guisu.ground.events.services import end_of_log
from guisu.ground.staff.selectors import installation
from guisu.ground.warehouse import columns, dimensions, engine, log, properties, shape
from guisu.ground.warehouse.domain import EVENTS_OF, Dimension
from guisu.ground.warehouse.engines.port import Engine, Writer
from guisu.ground.warehouse.models import AskedProperty, Change
from guisu.ground.warehouse.shape import FILLED, LOG, Mark

logger = logging.getLogger("guisu.warehouse")
CHANGES_AT_ONCE = 20_000
KEYS_AT_ONCE = 20_000
MOMENTS_AT_ONCE = 200_000
# Less than this is not worth a step of its own: more gathers while the loop rests.
MUCH = 10_000


def load() -> bool:
    """One step for the loop. True when much is likely to wait still.

    Raises `WarehouseInUse` where another process holds the DuckDB file.
    """
    return advance(engine.current())


def advance(target: Engine) -> bool:
    """One step into `target`; dimensions never read in full go before the log."""
    zone = installation().time_zone
    if fill(target, zone=zone):
        return True
    changes = _take_changes(target, zone=zone)
    events = take_events(target, zone=zone)
    is_behind = take_properties(target, zone=zone)
    return refine(target, zone=zone) or is_behind or max(changes, events) >= MUCH


def percent(target: Engine) -> int:
    """How much of everything `target` has: of the tables, and of the log, half each."""
    end = max(1, end_of_log())
    with target.writing() as writer:
        standing = shape.progress(writer) if writer is not None else {}
    names = [shape.fill_of(each.table) for each in dimensions.registered()]
    filled = sum(standing.get(name, Mark()).position == FILLED for name in names)
    read = min(standing.get(LOG, Mark()).position, end)
    return int(50 * filled / max(1, len(names)) + 50 * read / end)


def fill(target: Engine, *, zone: str) -> bool:
    """Have all tables stand, and read the next stretch of a dimension not yet read in full."""
    with target.writing() as writer:
        if writer is None:
            return False
        standing = shape.prepare(writer, zone=zone)
        if _is_of_another_log(standing[LOG]):
            logger.warning("this log is not the one loaded so far: loading all of it anew")
            shape.reset(writer)
            return True
        for dimension in dimensions.registered():
            name = shape.fill_of(dimension.table)
            if standing[name].position != FILLED:
                _fill_on(writer, dimension, after=standing[name].position, zone=zone)
                return True
    return False


def take_events(target: Engine, *, zone: str) -> int:
    """Append the next stretch of the log, and move the watermark, in one transaction.

    Returns how many events that were.
    """
    end = end_of_log()
    with target.writing() as writer:
        if writer is None:
            return 0
        position = shape.progress(writer)[LOG].position
        if position >= end:
            return 0
        events = log.stretch(after=position, upto=end)
        shape.append(writer, shape.EVENTS, events, zone=zone)
        last = int(events["event_id"][-1].as_py())
        shape.put(writer, LOG, Mark(last, log.mark_of(last)))
        properties.catch_up(writer, zone=zone)
        shape.touch(writer, at=timezone.now())
    return len(events)


def take_properties(target: Engine, *, zone: str) -> bool:
    """Take what is asked for out of events loaded before, or since, it was asked for."""
    if not AskedProperty.objects.exists():
        return False
    with target.writing() as writer:
        return writer is not None and properties.catch_up(writer, zone=zone)


def refine(target: Engine, *, zone: str) -> bool:
    """Give the next rows that an earlier version cut to whole seconds their milliseconds.

    Rows and place in one transaction: a killed run goes on where it was. Figures stay readable.
    """
    with target.writing() as writer:
        if writer is None:
            return False
        standing = shape.progress(writer)
        for dimension in dimensions.registered():
            if place := standing.get(shape.coarse(dimension.table)):
                _refine_on(writer, dimension, after=place.position, zone=zone)
                return True
        if place := standing.get(shape.coarse(shape.EVENTS)):
            _refine_events(writer, after=place.position, last=int(place.note))
            return True
    return False


def _take_changes(target: Engine, *, zone: str) -> int:
    waiting = Change.objects.order_by("id").values_list("id", "dimension", "row_id")
    changes = list(waiting[:CHANGES_AT_ONCE])
    if not changes:
        return 0
    told: dict[str, set[int]] = defaultdict(set)
    for _, name, row_id in changes:
        told[name].add(row_id)
    with target.writing() as writer:
        if writer is None:
            return 0
        for dimension in dimensions.registered():
            if keys := told.get(dimension.mark):
                _replace(writer, dimension, keys, zone=zone)
        if keys := told.get(EVENTS_OF):
            _reread_events(writer, sorted(keys), zone=zone)
        shape.touch(writer, at=timezone.now())
    Change.objects.filter(IsAmong("pk", [pk for pk, _, _ in changes])).delete()
    return len(changes)


def _is_of_another_log(mark: Mark) -> bool:
    """Whether what was loaded is not from this log: a backup was restored, or a store replaced."""
    return mark.position > 0 and mark.note != log.mark_of(mark.position)


def _fill_on(writer: Writer, dimension: Dimension, *, after: int, zone: str) -> None:
    keys = dimension.keys(after, KEYS_AT_ONCE)
    if keys:
        _replace(writer, dimension, keys, zone=zone)
    shape.put(writer, shape.fill_of(dimension.table), Mark(keys[-1] if keys else FILLED))
    shape.touch(writer, at=timezone.now())


def _refine_on(writer: Writer, dimension: Dimension, *, after: int, zone: str) -> None:
    keys = dimension.keys(after, KEYS_AT_ONCE)
    if keys:
        _replace(writer, dimension, keys, zone=zone)
        shape.put(writer, shape.coarse(dimension.table), Mark(keys[-1]))
    else:
        shape.remove(writer, shape.coarse(dimension.table))


def _refine_events(writer: Writer, *, after: int, last: int) -> None:
    upto = min(after + MOMENTS_AT_ONCE, last)
    shape.refine_events(writer, log.moments(after=after, upto=upto), after=after, upto=upto)
    if upto < last:
        shape.put(writer, shape.coarse(shape.EVENTS), Mark(upto, str(last)))
    else:
        shape.remove(writer, shape.coarse(shape.EVENTS))
        logger.info("instants in the warehouse are in milliseconds now")


def _replace(writer: Writer, dimension: Dimension, keys: Iterable[int], *, zone: str) -> None:
    ordered = sorted(keys)
    fresh = columns.arrow(dimension.table.columns, dimension.read(ordered))
    shape.replace(writer, dimension.table, ordered, fresh, zone=zone)


def _reread_events(writer: Writer, row_ids: list[int], *, zone: str) -> None:
    """Replace the events of the rows by what the log says of them now."""
    position = shape.progress(writer)[LOG].position
    with writer.staged("keys", columns.keys(row_ids), columns.KEYS):
        shape.drop(writer, shape.EVENTS, by="row_id")
    for piece in log.events_of(row_ids, upto=position):
        shape.append(writer, shape.EVENTS, piece, zone=zone)
    with writer.staged("keys", columns.keys(row_ids), columns.KEYS):
        properties.take_again(writer, zone=zone)
