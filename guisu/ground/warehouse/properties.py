"""Properties of events that somebody asks for, taken out of their JSON into rows of their own.

Engines read JSON each in their own way and slowly; a condition compares these rows. Each asked
property has its own place in the log, so one that is asked for late catches up by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from guisu.ground.kernel.instants import written
from guisu.ground.kernel.scalars import scalar
from guisu.ground.warehouse import columns, shape
from guisu.ground.warehouse.engines.port import Writer
from guisu.ground.warehouse.models import AskedProperty
from guisu.ground.warehouse.shape import LOG, Mark

AT_ONCE = 50_000
Asked = tuple[str, int]
_decode = msgspec.json.Decoder().decode


def catch_up(writer: Writer, *, zone: str) -> bool:
    """Take the next stretch of what is asked for out of the loaded events. True: there was some."""
    standing = shape.progress(writer)
    end = standing[LOG].position
    behind: dict[Asked, list[str]] = defaultdict(list)
    for kind, name in AskedProperty.objects.values_list("kind", "name"):
        position = standing.get(shape.asked(kind, name), Mark()).position
        if position < end:
            behind[kind, position].append(name)
    for (kind, position), names in behind.items():
        events = _events(writer, kind, after=position, upto=end)
        reached = events[-1][0] if len(events) == AT_ONCE else end
        append(writer, kind, names, events, zone=zone)
        for name in names:
            shape.put(writer, shape.asked(kind, name), Mark(reached))
    return bool(behind)


def take_again(writer: Writer, *, zone: str) -> None:
    """Put what the events of the staged `keys`, customer rows, say now for what they said."""
    shape.drop(writer, shape.PROPERTIES, by="row_id")
    standing = shape.progress(writer)
    for kind, name in AskedProperty.objects.values_list("kind", "name"):
        position = standing.get(shape.asked(kind, name), Mark()).position
        events = writer.run(
            f"{_SELECT} WHERE kind = %s AND event_id <= %s "  # noqa: S608
            "AND row_id IN (SELECT key FROM keys)",
            [kind, position],
        )
        append(writer, kind, [name], events, zone=zone)


def append(
    writer: Writer, kind: str, names: Iterable[str], events: list[tuple[Any, ...]], *, zone: str
) -> None:
    wanted = list(names)
    rows = list(_rows(kind, wanted, events))
    if rows:
        shape.append(
            writer, shape.PROPERTIES, columns.arrow(shape.PROPERTIES.columns, rows), zone=zone
        )


_SELECT = "SELECT event_id, row_id, occurred_at, properties FROM events"


def _events(writer: Writer, kind: str, *, after: int, upto: int) -> list[tuple[Any, ...]]:
    return writer.run(
        f"{_SELECT} WHERE kind = %s AND event_id > %s AND event_id <= %s "
        f"ORDER BY event_id LIMIT {AT_ONCE}",
        [kind, after, upto],
    )


def _rows(kind: str, names: list[str], events: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for event_id, row_id, occurred_at, text in events:
        properties = _decode(text)
        for name in names:
            value = scalar(properties.get(name))
            if value.is_there:
                yield event_id, row_id, kind, name, *value, written(occurred_at)
