"""The tables that must stand, what a load does to their rows, and how far loading has come.

A shape that an upgrade changed drops the table and its progress; the loader fills it again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from guisu.ground.warehouse import columns, dimensions
from guisu.ground.warehouse.domain import PEOPLE, Kind, Table
from guisu.ground.warehouse.engines.port import Writer

EVENTS = Table(
    "events",
    {
        "event_id": Kind.WHOLE,
        "row_id": Kind.WHOLE,
        "kind": Kind.TEXT,
        "source": Kind.TEXT,
        "occurred_at": Kind.INSTANT,
        "properties": Kind.TEXT,
    },
    dated_by="occurred_at",
)
PROPERTIES = Table(
    "event_properties",
    {
        "event_id": Kind.WHOLE,
        "row_id": Kind.WHOLE,
        "kind": Kind.TEXT,
        "name": Kind.TEXT,
        "text": Kind.TEXT,
        "number": Kind.NUMBER,
        "flag": Kind.FLAG,
        "occurred_at": Kind.INSTANT,
    },
)
MOMENTS = {name: EVENTS.columns[name] for name in ("event_id", "occurred_at")}
PROGRESS = "CREATE TABLE IF NOT EXISTS progress (name TEXT, position BIGINT, note TEXT)"
LOG, ZONE, LOADED = "log", "zone", "loaded"
ASKED = "asked:"
COARSE = "coarse:"
INSTANTS, FINE = "instants", "milliseconds"
FILLED = -1


class Mark(NamedTuple):
    """How far something has come, and a word about it."""

    position: int = 0
    note: str = ""


def tables() -> list[Table]:
    return [EVENTS, PROPERTIES, *(each.table for each in dimensions.registered())]


def prepare(writer: Writer, *, zone: str) -> dict[str, Mark]:
    """Have every table stand in its present shape, its days in `zone`; how far each has come."""
    writer.run(PROGRESS)
    standing = progress(writer)
    for table in tables():
        if standing.get(_shape_of(table), Mark()).note != _described(table):
            _make(writer, table)
    if standing.get(INSTANTS, Mark()).note != FINE:
        _note_coarse(writer)
    was = standing.get(ZONE, Mark()).note
    if was != zone:
        if was:
            _shift_days(writer, zone)
        put(writer, ZONE, Mark(note=zone))
    return progress(writer)


def reset(writer: Writer) -> None:
    """Forget everything loaded: the next loads start from nothing."""
    for table in tables():
        _make(writer, table)


def progress(writer: Writer) -> dict[str, Mark]:
    found = writer.run("SELECT name, position, note FROM progress")
    return {str(name): Mark(int(position), str(note)) for name, position, note in found}


def put(writer: Writer, name: str, mark: Mark) -> None:
    remove(writer, name)
    writer.run("INSERT INTO progress VALUES (%s, %s, %s)", [name, mark.position, mark.note])


def remove(writer: Writer, name: str) -> None:
    writer.run("DELETE FROM progress WHERE name = %s", [name])


def touch(writer: Writer, *, at: datetime) -> None:
    """Note the moment of a load, in its transaction."""
    put(writer, LOADED, Mark(note=at.isoformat()))


def fill_of(table: Table) -> str:
    """The name under which the first fill of a dimension keeps its place."""
    return f"fill:{table.name}"


def coarse(table: Table) -> str:
    """The name under which rows of an earlier version keep their place on the way to milliseconds.

    Its note is the last of them, of events. Absent: there are none.
    """
    return f"{COARSE}{table.name}"


def asked(kind: str, name: str) -> str:
    """The name under which a property of a kind of event keeps its place in the log."""
    return f"{ASKED}{kind}:{name}"


def append(writer: Writer, table: Table, rows: pa.Table, *, zone: str) -> None:
    """Add `rows`, with the root of each one's person and its local day."""
    with writer.staged("arrivals", rows, table.columns):
        _append_staged(writer, table, zone=zone)


def replace(
    writer: Writer, table: Table, keys: Sequence[int], rows: pa.Table, *, zone: str
) -> None:
    """Put `rows` in the place of all that `keys` had; moved roots are followed everywhere."""
    with (
        writer.staged("keys", columns.keys(keys), columns.KEYS),
        writer.staged("arrivals", rows, table.columns),
    ):
        if table.name == PEOPLE:
            _note_moved(writer)
        drop(writer, table, by=table.key)
        _append_staged(writer, table, zone=zone)
    if table.name == PEOPLE:
        _follow_moved(writer)


def refine_events(writer: Writer, told: pa.Table, *, after: int, upto: int) -> None:
    """Give events above `after`, at most `upto`, the moments of `told` (columns: `MOMENTS`)."""
    with writer.staged("told", told, MOMENTS):
        for table in (EVENTS, PROPERTIES):
            writer.run(
                f"UPDATE {table.name} AS e SET occurred_at = t.occurred_at FROM told t "  # noqa: S608
                "WHERE e.event_id = t.event_id AND e.event_id > %s AND e.event_id <= %s",
                [after, upto],
            )


def drop(writer: Writer, table: Table, *, by: str) -> None:
    """Delete the rows whose column `by` is among the staged `keys`."""
    writer.run(f"DELETE FROM {table.name} WHERE {by} IN (SELECT key FROM keys)")  # noqa: S608


def _append_staged(writer: Writer, table: Table, *, zone: str) -> None:
    given = [f"a.{name}" for name in table.columns]
    people = ""
    if table.follows_people:
        given.append("COALESCE(p.root_id, a.row_id)")
        people = f"LEFT JOIN {PEOPLE} p ON p.customer_id = a.row_id"
    if table.dated_by:
        given.append(_local_day(f"a.{table.dated_by}"))
    writer.run(
        f"INSERT INTO {table.name} ({', '.join(table.all_columns)}) "  # noqa: S608
        f"SELECT {', '.join(given)} FROM arrivals a {people}",
        [zone] if table.dated_by else [],
    )


def _note_moved(writer: Writer) -> None:
    """Rows whose root differs from the one that their events and orders were given."""
    writer.run(
        "CREATE TEMP TABLE moved AS SELECT a.customer_id AS row_id, a.root_id FROM arrivals a "  # noqa: S608
        f"LEFT JOIN {PEOPLE} p ON p.customer_id = a.customer_id "
        "WHERE a.root_id <> COALESCE(p.root_id, a.customer_id)"
    )


def _follow_moved(writer: Writer) -> None:
    if writer.run("SELECT 1 FROM moved LIMIT 1"):
        for table in tables():
            if table.follows_people:
                writer.run(
                    f"UPDATE {table.name} SET customer_id = moved.root_id FROM moved "  # noqa: S608
                    f"WHERE {table.name}.row_id = moved.row_id"
                )
    writer.run("DROP TABLE moved")


def _shift_days(writer: Writer, zone: str) -> None:
    for table in tables():
        if table.dated_by:
            day = _local_day(table.dated_by)
            writer.run(f"UPDATE {table.name} SET local_date = {day}", [zone])  # noqa: S608


def _local_day(instant: str) -> str:
    return f"CAST(({instant} AT TIME ZONE 'UTC') AT TIME ZONE %s AS DATE)"


def _make(writer: Writer, table: Table) -> None:
    defined = ", ".join(f"{name} {kind}" for name, kind in table.all_columns.items())
    writer.run(f"DROP TABLE IF EXISTS {table.name}")
    writer.run(f"CREATE TABLE {table.name} ({defined})")
    remove(writer, coarse(table))
    if table is PROPERTIES or table is EVENTS:
        writer.run("DELETE FROM progress WHERE name LIKE %s", [f"{ASKED}%"])
    if table is not PROPERTIES:
        put(writer, LOG if table is EVENTS else fill_of(table), Mark())
    put(writer, _shape_of(table), Mark(note=_described(table)))


def _note_coarse(writer: Writer) -> None:
    """What stands here was loaded when instants were cut to whole seconds; the store knows more."""
    standing = progress(writer)
    if last := standing[LOG].position:
        put(writer, coarse(EVENTS), Mark(note=str(last)))
    for table in tables():
        is_filled = standing.get(fill_of(table), Mark()).position != 0
        if is_filled and Kind.INSTANT in table.columns.values():
            put(writer, coarse(table), Mark())
    put(writer, INSTANTS, Mark(note=FINE))


def _shape_of(table: Table) -> str:
    return f"shape:{table.name}"


def _described(table: Table) -> str:
    return ", ".join([*(f"{n} {k}" for n, k in table.all_columns.items()), table.dated_by])
