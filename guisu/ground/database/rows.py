"""Many rows at once, without an object for each: what the intake and the importers write with."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import chain
from typing import Any, TypeVar

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models, router, transaction
from django.db.models import F, QuerySet

Row = Sequence[Any]
# An instant as `stored` gives it: one is before another where it is smaller.
Stored = Any
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

# An instant comes in several columns of a row, and again in the rows of its batch.
INSTANTS = 8_192
# SQLite takes 32,766 values in one statement.
ROWS_A_STATEMENT = (500, 25, 1)
_json = msgspec.json.Encoder().encode
_rows = msgspec.json.Decoder(list[Row]).decode


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Append `rows` (values in the order of `columns`, as `stored` gives them) in one statement.

    Runs inside the caller's transaction. JSON columns take JSON text. Raises IntegrityError as
    the ORM would; nothing of the batch is kept then.
    """
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    table, names = _quoted(model, columns)
    if connection.vendor == "postgresql":
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        return
    # A statement ends by writing the table's AUTOINCREMENT, which costs more than a short row, and
    # lets other threads go first.
    row = f"({', '.join(['%s'] * len(columns))})"
    done = 0
    with connection.cursor() as cursor:
        for size in ROWS_A_STATEMENT:
            pieces = range(done, len(rows) - size + 1, size)
            if pieces:
                cursor.executemany(
                    f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * size)}",  # noqa: S608
                    [list(chain.from_iterable(rows[at : at + size])) for at in pieces],
                )
                done = pieces[-1] + size


def insert_new(*made: models.Model) -> None:
    """Append rows of one model, save those of which one like it is there. They get no ids.

    For a door that keeps a row a request: the ORM makes the same statement anew each time.
    """
    statement, fields = _insertion(type(made[0]))
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in made
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def reserve(model: type[models.Model], count: int) -> range | list[int]:
    """`count` ids for rows of `model` that `insert` will write with their ids.

    Call in the transaction that inserts: on SQLite it is the write lock that keeps them free.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # Rows that were deleted keep their ids: Django's tables are AUTOINCREMENT.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    start = (last[0] if last else 0) + 1
    return range(start, start + count)


def update(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[int, Sequence[Any]]]
) -> None:
    """Set `columns` of each (id, values), in the order of `rows`; values as for `insert`."""
    if not rows:
        return
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(column)} = %s" for column in columns)
    table = quote(model._meta.db_table)
    if connection.vendor != "postgresql" and len(columns) == 1:
        # At once: after each statement the next thread may go first.
        given = _json({pk: value for pk, [value] in rows}).decode()
        write(
            f"UPDATE {table} SET {quote(columns[0])} = each.value FROM json_each(%s) AS each"  # noqa: S608
            f" WHERE {table}.id = CAST(each.key AS INTEGER)",
            [given],
        )
        return
    statement = f"UPDATE {table} SET {settings} WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*values, pk) for pk, values in rows])


def read(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The raw rows that `statement` finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def table(columns: Sequence[str], rest: str, values: Sequence[Any] = ()) -> Sequence[Row]:
    """The rows of `SELECT columns rest`, in no order, whose values are numbers, texts or null.

    For thousands of them: on SQLite they come as one value, for at every row that is fetched
    the next thread may go first.
    """
    if connection.vendor == "postgresql":
        return read(f"SELECT {', '.join(columns)} {rest}", values)
    statement = f"SELECT json_group_array(json_array({', '.join(columns)})) {rest}"
    [[found]] = read(statement, values)
    return _rows(found)


def listed(found: QuerySet[Any, Any], *names: str) -> Sequence[Row]:
    """The fields `names` of `found`, asked for by the ORM and read as `table` reads."""
    columns = {f"each_{number}": F(name) for number, name in enumerate(names)}
    try:
        asked, values = found.annotate(**columns).values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return []
    return table(tuple(columns), f"FROM ({asked}) AS each", values)


def write(statement: str, values: Sequence[Any] = ()) -> None:
    """Run `statement`, which finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def write_each(statement: str, rows: Sequence[Row]) -> None:
    """Run `statement`, which finds nothing, once with each of `rows`."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def not_held(found: QuerySet[M]) -> QuerySet[M]:
    """`found`, to be locked as it is read, without the rows that others hold.

    SQLite's writers take turns: there nobody holds anything. Inside `atomic`.
    """
    if connection.features.has_select_for_update_skip_locked:
        return found.select_for_update(skip_locked=True, of=("self",))
    return found


def hold(due: QuerySet[M], **lease: Any) -> M | None:
    """The first row of `due` that nobody holds, with `lease` set on it; None where there is none.

    The lease must take the row out of `due`, so that each is one's in several processes. Whoever
    finds nothing has not waited for a turn to write.
    """
    if not due.exists():
        return None
    with transaction.atomic():
        held = not_held(due).first()
        if held is not None:
            for column, value in lease.items():
                setattr(held, column, value)
            held.save(update_fields=list(lease))
    return held


def instant(column: str) -> str:
    """SQL that reads an instant as `stored` gives it, past SQLite's reader of such columns."""
    return column if connection.vendor == "postgresql" else f"{column} || ''"


def milliseconds(column: str) -> str:
    """SQL for an instant as text in UTC, cut to milliseconds: `2026-11-22 04:00:00.123`.

    A fraction of zero may be left out.
    """
    if connection.vendor == "postgresql":
        return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')"
    return f"substr({column}, 1, 23)"


def among(wanted: Collection[int] | Collection[str]) -> tuple[str, Any]:
    """SQL for "is one of `wanted`", and the one value it takes: a list of any length."""
    if connection.vendor == "postgresql":
        return "= ANY(%s)", list(wanted)
    return "IN (SELECT value FROM json_each(%s))", _json(list(wanted)).decode()


def spread(values: Sequence[int] | Sequence[str]) -> tuple[str, Any]:
    """SQL for a table `each` whose column `value` holds `values`, and the one value it takes.

    The rows come in the order of `values`, of which there must be one at least.
    """
    if connection.vendor == "postgresql":
        kind = "text" if isinstance(values[0], str) else "bigint"
        return f"unnest(%s::{kind}[]) AS each (value)", list(values)
    return "json_each(%s) AS each", _json(values).decode()


def stored(moment: datetime) -> str | datetime:
    """An aware instant as a raw row holds it: text in UTC on SQLite, itself on PostgreSQL.

    The text is the one that Django writes, without a fraction of zero: SQLite compares letters.
    """
    if not _holds_text():
        return moment
    return _text(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@cache
def _holds_text() -> bool:
    return connection.vendor != "postgresql"


@lru_cache(INSTANTS)
def _text(moment: datetime) -> str:
    return moment.isoformat(" ")[: -len("+00:00")]


def forget(rows: QuerySet[Any], *, at_once: int = 5_000) -> int:
    """Delete `rows` in small transactions, so that writers get their turn; the number deleted.

    Safe to cut off and repeat. For rows that nothing points to.
    """
    total = 0
    while True:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:at_once])
        if not keys:
            return total
        total += rows.model._default_manager.filter(pk__in=keys).delete()[0]


def chunks(rows: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """`rows` in pieces of at most `size`: SQLite refuses more than 250,000 parameters at once."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


@cache
def _insertion(model: type[models.Model]) -> tuple[str, Sequence[Any]]:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    table, names = _quoted(model, [str(field.column) for field in fields])
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608
    return statement, fields


def _quoted(model: type[models.Model], columns: Sequence[str]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(column) for column in columns)
