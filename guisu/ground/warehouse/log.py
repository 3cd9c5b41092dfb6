"""The event log in stretches of Arrow columns, read past the ORM."""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from django.db import connection

from guisu.ground.database import rows
from guisu.ground.events.models import Event
from guisu.ground.warehouse.columns import arrow
from guisu.ground.warehouse.shape import EVENTS, MOMENTS

MOST_ROWS = 50_000
MOST_CHARACTERS = 64 * 2**20
AT_ONCE = 1_000
PROPERTIES = 5
_TABLE = Event._meta.db_table


def stretch(*, after: int, upto: int) -> pa.Table:
    """The next events above `after`, at most `upto`, in log order: as many as memory may hold."""
    events = _events("id > %s AND id <= %s ORDER BY id LIMIT %s", [after, upto, MOST_ROWS])
    return arrow(EVENTS.columns, _few(events))


def events_of(row_ids: Sequence[int], *, upto: int) -> Iterator[pa.Table]:
    """All events up to `upto` that came to the customer rows, in pieces of bounded size."""
    for row_id in row_ids:
        events = _events("customer_id = %s AND id <= %s ORDER BY occurred_at, id", [row_id, upto])
        while piece := _few(events):
            yield arrow(EVENTS.columns, piece)


def moments(*, after: int, upto: int) -> pa.Table:
    """Of the events above `after`, at most `upto`: those whose moment has a fraction."""
    at = "occurred_at"
    coarse = f"date_trunc('second', {at}) = {at}" if _is_postgresql() else f"length({at}) = 19"
    found = rows.table(
        ("id", rows.milliseconds(at)),
        f"FROM {_TABLE} WHERE id > %s AND id <= %s AND NOT {coarse}",
        [after, upto],
    )
    return arrow(MOMENTS, found)


def mark_of(event_id: int) -> str:
    """What tells this log's event from one of the same id in another log; empty: no such event."""
    found = Event.objects.filter(pk=event_id).values_list("recorded_at", "kind").first()
    return f"{found[0].isoformat()} {found[1]}" if found else ""


def _few(pieces: Iterator[list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    taken: list[tuple[Any, ...]] = []
    characters = 0
    for piece in pieces:
        taken += piece
        characters += sum(len(row[PROPERTIES]) for row in piece)
        if len(taken) >= MOST_ROWS or characters > MOST_CHARACTERS:
            break
    return taken


def _events(condition: str, values: list[int]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows as `EVENTS` has them."""
    moment = rows.milliseconds("occurred_at")
    properties = "properties::text" if _is_postgresql() else "properties"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, customer_id, kind, source, {moment}, {properties} FROM {_TABLE} "  # noqa: S608
            f"WHERE {condition}",
            values,
        )
        while found := cursor.fetchmany(AT_ONCE):
            yield found


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
