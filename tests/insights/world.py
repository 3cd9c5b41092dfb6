"""People with clicks and orders, as plain Python and as the warehouse's tables."""

import atexit
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import ibis
import pyarrow as pa
from hypothesis import strategies as st

from guisu.ground.kernel.instants import milliseconds
from guisu.know.segments.domain.sales import Sale
from guisu.know.segments.population import Population

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 9, 15, 30, tzinfo=UTC)
CURRENCY = "CNY"
ZONES = ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe", "UTC")
EVENTS = pa.schema(
    [
        ("event_id", pa.int64()),
        ("customer_id", pa.int64()),
        ("kind", pa.string()),
        ("occurred_at", pa.timestamp("ms")),
        ("local_date", pa.date32()),
    ]
)
ORDERS = pa.schema(
    [
        ("customer_id", pa.int64()),
        ("store_id", pa.int64()),
        ("status", pa.string()),
        ("currency", pa.string()),
        ("total_minor", pa.int64()),
        ("refunded_minor", pa.int64()),
        ("placed_at", pa.timestamp("ms")),
        ("local_date", pa.date32()),
    ]
)
PROPERTIES = pa.schema(
    [
        ("event_id", pa.int64()),
        ("customer_id", pa.int64()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("text", pa.string()),
        ("number", pa.float64()),
        ("flag", pa.bool_()),
        ("occurred_at", pa.timestamp("ms")),
    ]
)
CUSTOMERS = pa.schema(
    [
        ("customer_id", pa.int64()),
        ("root_id", pa.int64()),
        ("erased", pa.bool_()),
        ("local_date", pa.date32()),
    ]
)


@dataclass(frozen=True, slots=True)
class Click:
    person: int
    kind: str
    at: datetime
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    person: int
    at: datetime
    status: str = "completed"
    total_minor: int = 100
    refunded_minor: int = 0
    currency: str = CURRENCY

    def sale(self, zone: ZoneInfo) -> Sale:
        day = self.at.astimezone(zone).date()
        return Sale(day, self.status, self.currency, self.total_minor, self.refunded_minor)


# Moments lie thickly on few seconds and around midnights, where order and days are decided.
moments = st.one_of(
    st.builds(
        lambda days, seconds, thousandths: (
            AT - timedelta(days=days, seconds=seconds, milliseconds=thousandths)
        ),
        st.integers(0, 9),
        st.sampled_from([0, 1, 2, 3600, 86_399, 86_400, 27_000, 55_800]),
        st.sampled_from([0, 0, 0, 1, 400, 999]),
    ),
    st.integers(0, 9 * 86_400).map(lambda seconds: AT - timedelta(seconds=seconds)),
)
long_ago = st.integers(0, 200 * 24).map(lambda hours: AT - timedelta(hours=hours))
zones = st.sampled_from(ZONES).map(ZoneInfo)


def population(
    *,
    clicks: Sequence[Click] = (),
    orders: Sequence[Order] = (),
    seen: dict[int, datetime] | None = None,
    erased: Iterable[int] = (),
    zone: ZoneInfo = SHANGHAI,
    as_of: datetime = AT,
) -> Population:
    """In memory, instead of the population before it. `seen`: when people were seen first."""
    connection, backend = engine()
    people = {each.person for each in clicks} | {each.person for each in orders} | set(seen or {})
    gone = set(erased)
    tables: dict[str, tuple[pa.Schema, list[tuple[Any, ...]]]] = {
        "events": (EVENTS, [_event(n, each, zone) for n, each in enumerate(clicks)]),
        "event_properties": (
            PROPERTIES,
            [_sku(n, each) for n, each in enumerate(clicks) if each.sku],
        ),
        "orders": (ORDERS, [_order(each, zone) for each in orders]),
        "customers": (
            CUSTOMERS,
            [(n, n, n in gone, day((seen or {}).get(n, AT), zone)) for n in sorted(people)],
        ),
    }
    for name, (schema, rows) in tables.items():
        columns: list[Any] = list(zip(*rows, strict=True)) or [()] * len(schema)
        arrays = [
            pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)
        ]
        connection.register(name, pa.table(arrays, schema=schema))
    return Population(backend.table, as_of, zone, CURRENCY)


@cache
def engine() -> tuple[Any, Any]:
    connection = duckdb.connect(config={"threads": 1})
    atexit.register(engine.cache_clear)
    return connection, ibis.duckdb.from_connection(connection)


def day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _event(number: int, click: Click, zone: ZoneInfo) -> tuple[object, ...]:
    return number, click.person, click.kind, _stored(click.at), day(click.at, zone)


def _sku(number: int, click: Click) -> tuple[object, ...]:
    value = ("sku", click.sku, None, None)
    return number, click.person, click.kind, *value, _stored(click.at)


def _order(order: Order, zone: ZoneInfo) -> tuple[object, ...]:
    amounts = (order.status, order.currency, order.total_minor, order.refunded_minor)
    return order.person, None, *amounts, _stored(order.at), day(order.at, zone)


def _stored(at: datetime) -> datetime:
    return milliseconds(at).replace(tzinfo=None)
