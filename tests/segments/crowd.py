"""A few people made up by Hypothesis, as plain Python and as the warehouse's tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import strategies as st

from guisu.know.commerce.models import Order
from guisu.know.segments.domain.ladder import ADVOCACY
from guisu.know.segments.domain.sales import Sale
from guisu.know.segments.population import Population

AT = datetime(2026, 3, 9, 15, 30, tzinfo=UTC)
ZONES = ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "UTC")
CURRENCY = "CNY"
STORE, ELSEWHERE = 1, 2
WHOLE, TEXT, INSTANT, DAY, FLAG = (
    pa.int64(),
    pa.string(),
    pa.timestamp("s"),
    pa.date32(),
    pa.bool_(),
)
SQL = {WHOLE: "BIGINT", TEXT: "TEXT", INSTANT: "TIMESTAMP", DAY: "DATE", FLAG: "BOOLEAN"}
SHAPES: dict[str, dict[str, pa.DataType]] = {
    "customers": {"customer_id": WHOLE, "root_id": WHOLE, "erased": FLAG, "local_date": DAY},
    "orders": {
        "customer_id": WHOLE,
        "store_id": WHOLE,
        "status": TEXT,
        "currency": TEXT,
        "total_minor": WHOLE,
        "refunded_minor": WHOLE,
        "placed_at": INSTANT,
        "local_date": DAY,
    },
    "events": {"customer_id": WHOLE, "kind": TEXT, "occurred_at": INSTANT, "local_date": DAY},
    "consents": {
        "consent_id": WHOLE,
        "customer_id": WHOLE,
        "channel": TEXT,
        "purpose": TEXT,
        "granted": FLAG,
        "given_at": INSTANT,
    },
    "identities": {"customer_id": WHOLE, "channel": TEXT},
    "customer_stores": {"customer_id": WHOLE, "store_id": WHOLE},
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """`hours_ago` below zero: a shop's clock was ahead."""

    hours_ago: int
    status: str
    currency: str
    total_minor: int
    refunded_minor: int
    store: int | None


@dataclass(frozen=True, slots=True)
class Word:
    hours_ago: int
    channel: str
    purpose: str
    granted: bool


@dataclass(frozen=True, slots=True)
class Person:
    registered_hours_ago: int
    orders: tuple[Ordered, ...] = ()
    words: tuple[Word, ...] = ()
    told: tuple[tuple[int, str], ...] = ()
    channels: tuple[str, ...] = ()
    is_erased: bool = False
    is_known_at_store: bool = True


hours = st.one_of(st.integers(-50, 24 * 12), st.integers(0, 24 * 400))
statuses = st.sampled_from(["completed", "completed", *Order.Status.values])
ordered = st.builds(
    Ordered,
    hours_ago=hours,
    status=statuses,
    currency=st.sampled_from([CURRENCY, CURRENCY, "USD"]),
    total_minor=st.integers(-900, 9_000),
    refunded_minor=st.integers(0, 900),
    store=st.sampled_from([None, STORE, STORE, ELSEWHERE]),
)
words = st.builds(
    Word,
    hours_ago=st.integers(-3, 12),
    channel=st.sampled_from(["sms", "wecom"]),
    purpose=st.sampled_from(["marketing", "marketing", "service"]),
    granted=st.booleans(),
)
persons = st.builds(
    Person,
    registered_hours_ago=hours,
    orders=st.lists(ordered, max_size=6).map(tuple),
    words=st.lists(words, max_size=4).map(tuple),
    told=st.lists(
        st.tuples(hours, st.sampled_from([*ADVOCACY[:2], "Product Viewed"])), max_size=3
    ).map(tuple),
    channels=st.lists(st.sampled_from(["anonymous_id", "phone"]), max_size=2).map(tuple),
    is_erased=st.sampled_from([False, False, False, True]),
    is_known_at_store=st.booleans(),
)
crowds = st.lists(persons, min_size=1, max_size=9)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.integers(0, 240 * 24 * 60).map(lambda minutes: AT + timedelta(minutes=minutes))


def instant(at: datetime, hours_ago: int) -> datetime:
    return at - timedelta(hours=hours_ago)


def day(at: datetime, hours_ago: int, zone: ZoneInfo) -> date:
    return instant(at, hours_ago).astimezone(zone).date()


def sales_of(
    person: Person, *, at: datetime, as_of: datetime, zone: ZoneInfo, store: int | None = None
) -> list[Sale]:
    """What a person ordered up to `as_of`; `at` is what their hours are counted from."""
    return [
        Sale(
            day(at, each.hours_ago, zone),
            each.status,
            each.currency,
            each.total_minor,
            each.refunded_minor,
        )
        for each in person.orders
        if instant(at, each.hours_ago) <= as_of and (store is None or each.store == store)
    ]


def everybody(crowd: Sequence[Person]) -> dict[int, Person]:
    """The living, by number."""
    return {n: person for n, person in enumerate(crowd, start=1) if not person.is_erased}


def of_the_store(crowd: Sequence[Person]) -> dict[int, Person]:
    return {n: person for n, person in everybody(crowd).items() if person.is_known_at_store}


def put(backend: Any, crowd: Sequence[Person], *, at: datetime, zone: ZoneInfo) -> None:
    """Fill the tables of an Ibis backend with the crowd, a merged row of the first among them."""
    for name, rows in _rows(crowd, at, zone).items():
        shape = SHAPES[name]
        if backend.name == "postgres":
            _create(backend.con, name, shape, rows)
            continue
        columns = list(zip(*rows, strict=True)) or [()] * len(shape)
        pairs = zip(shape.items(), columns, strict=True)
        table = pa.table({column: pa.array(values, kind) for (column, kind), values in pairs})
        backend.con.register(name, table)


def _create(
    connection: Any, name: str, shape: dict[str, pa.DataType], rows: list[tuple[Any, ...]]
) -> None:
    defined = ", ".join(f"{column} {SQL[kind]}" for column, kind in shape.items())
    places = ", ".join(["%s"] * len(shape))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TABLE {name} ({defined})")
        cursor.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608
    connection.commit()


def population(
    backend: Any, *, as_of: datetime, zone: ZoneInfo, stores: frozenset[int] | None = None
) -> Population:
    return Population(backend.table, as_of, zone, CURRENCY, stores)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def _rows(
    crowd: Sequence[Person], at: datetime, zone: ZoneInfo
) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SHAPES}
    for n, person in enumerate(crowd, start=1):
        registered = day(at, person.registered_hours_ago, zone)
        found["customers"].append((n, n, person.is_erased, registered))
        found["orders"] += [_order(n, each, at, zone) for each in person.orders]
        found["events"] += [
            (n, kind, _stored(at, ago), day(at, ago, zone)) for ago, kind in person.told
        ]
        for word in person.words:
            said = (n, word.channel, word.purpose, word.granted, _stored(at, word.hours_ago))
            found["consents"].append((len(found["consents"]), *said))
        found["identities"] += [(n, channel) for channel in person.channels]
        if person.is_known_at_store:
            found["customer_stores"].append((n, STORE))
    found["customers"].append((len(crowd) + 1, 1, False, day(at, 0, zone)))
    nobody = Ordered(5, "completed", CURRENCY, 700, 0, STORE)
    found["orders"].append(_order(None, nobody, at, zone))
    return found


def _order(n: int | None, each: Ordered, at: datetime, zone: ZoneInfo) -> tuple[Any, ...]:
    amounts = (each.currency, each.total_minor, each.refunded_minor)
    moment = (_stored(at, each.hours_ago), day(at, each.hours_ago, zone))
    return (n, each.store, each.status, *amounts, *moment)


def _stored(at: datetime, hours_ago: int) -> datetime:
    return instant(at, hours_ago).astimezone(UTC).replace(tzinfo=None)
