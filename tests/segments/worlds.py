"""Small worlds, made up: people who did a little of everything, at awkward moments."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import ibis.expr.types as ir
import pyarrow as pa
from hypothesis import strategies as st

from guisu.ground.kernel.scalars import scalar
from guisu.ground.warehouse import columns, shape
from guisu.ground.warehouse.domain import Kind, Table
from guisu.know.commerce import dimensions as commerce
from guisu.know.customers import dimension as customers
from guisu.know.segments.population import Population
from guisu.know.segments.reference.people import Deed, Line, Moment, Person, Sale
from guisu.know.segments.scores import Scores

ZONE = ZoneInfo("Asia/Shanghai")
AS_OF = datetime(2026, 3, 1, 2, 30, 15, tzinfo=UTC)
KINDS = ("view", "cart")
PRODUCTS = {1: ("core", "milk"), 2: ("lead_in", "milk"), 3: ("core", "toys")}
STAGES = ("active", "dormant")

# Moments lie thickly around the borders that conditions speak of: midnights in Shanghai, the
# present second, the same second twice.
moments = st.one_of(
    st.builds(
        lambda days, seconds: AS_OF - timedelta(days=days, seconds=seconds),
        st.integers(-1, 12),
        st.sampled_from([0, 1, 3600, 37815, 37816, -1]),
    ),
    st.builds(lambda hours: AS_OF - timedelta(hours=hours), st.integers(0, 300)),
)
scalars: st.SearchStrategy[Any] = st.sampled_from(
    ["", "milk", "奶粉一段", "5", 5, 5.5, -1, True, False, None, ["milk"]]
)
deeds = st.builds(
    Deed,
    at=moments,
    kind=st.sampled_from(KINDS),
    properties=st.dictionaries(st.sampled_from(["sku", "price"]), scalars, max_size=2),
)


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    status = draw(st.sampled_from(["paid", "completed", "cancelled", "refunded", "returned"]))
    total = draw(st.sampled_from([0, 100, 250]))
    refunded = total if status == "refunded" else draw(st.sampled_from([0, 0, min(total, 50)]))
    lines = tuple(
        Line(draw(st.sampled_from([50, 100])), product, *PRODUCTS.get(product or 0, ("", "")))
        for product in draw(st.lists(st.sampled_from([1, 2, 3, None]), max_size=2))
    )
    return Sale(
        at=draw(moments),
        status=status,
        currency=draw(st.sampled_from(["CNY", "CNY", "USD"])),
        total_minor=-total if status == "returned" else total,
        refunded_minor=refunded if status != "returned" else 0,
        store_id=draw(st.sampled_from([1, 2, None])),
        channel=draw(st.sampled_from(["shop", "tmall"])),
        lines=lines,
    )


@st.composite
def people(draw: st.DrawFn, most: int = 6) -> list[Person]:
    """Up to `most` people; most know something that another does not."""
    return [draw(_person(number)) for number in range(1, draw(st.integers(1, most)) + 1)]


@st.composite
def _person(draw: st.DrawFn, number: int) -> Person:
    first, last = sorted([draw(moments), draw(moments)])
    few = draw(st.booleans())
    return Person(
        customer_id=number,
        first_seen_at=first,
        last_seen_at=last,
        gender=draw(st.sampled_from(["", "female", "male"])),
        region=draw(st.sampled_from(["", "上海市", "上海", "苏州"])),
        source=draw(st.sampled_from(["key:1", "import:2"])),
        birthday_on=draw(
            st.sampled_from(
                [None, date(2000, 2, 29), date(1996, 3, 1), date(2008, 2, 28), date(1990, 12, 31)]
            )
        ),
        channels=frozenset(draw(st.sets(st.sampled_from(["phone", "external_userid"])))),
        stores=frozenset(draw(st.sets(st.sampled_from([1, 2])))),
        tags=frozenset(draw(st.sets(st.sampled_from([1, 2, 3])))),
        agreed=frozenset(
            draw(st.sets(st.sampled_from([("sms", "marketing"), ("email", "service")])))
        ),
        sales=tuple(draw(st.lists(sales(), max_size=1 if few else 4))),
        deeds=tuple(draw(st.lists(deeds, max_size=1 if few else 8))),
        cell=draw(st.sampled_from([None, (1, 2, 5), (5, 5, 5), (3, 1, 1)])),
        stage=draw(st.sampled_from(STAGES)),
    )


def moment() -> Moment:
    return Moment(AS_OF, ZONE, "CNY")


def population(source: Callable[[str], ir.Table]) -> Population:
    return Population(source, AS_OF, ZONE, "CNY")


SCORES = Scores(
    cells=lambda asked: asked.source("cells"), stages=lambda asked: asked.source("stages")
)
CELLS = Table(
    "cells",
    {"customer_id": Kind.WHOLE, "r": Kind.WHOLE, "f": Kind.WHOLE, "m": Kind.WHOLE},
)
STAGED = Table("stages", {"customer_id": Kind.WHOLE, "stage": Kind.TEXT})
TAGGINGS = Table(
    "taggings",
    {"row_id": Kind.WHOLE, "tag_id": Kind.WHOLE, "given_at": Kind.INSTANT},
)
ASKED_CONSENTS = (("sms", "marketing"), ("email", "service"))
Rows = list[tuple[Any, ...]]
TABLES = (
    shape.EVENTS,
    shape.PROPERTIES,
    commerce.ORDERS,
    commerce.ORDER_LINES,
    commerce.PRODUCTS,
    customers.CUSTOMERS,
    customers.CUSTOMER_STORES,
    customers.IDENTITIES,
    customers.CONSENTS,
    TAGGINGS,
    CELLS,
    STAGED,
)


def tables(persons: Iterable[Person]) -> Mapping[str, pa.Table]:
    """The warehouse's tables, as the loader would have filled them from these people."""
    rows: dict[str, Rows] = {}
    ids = count(1)
    for person in persons:
        _profile(rows, person)
        for sale in person.sales:
            _sold(rows, person, sale, next(ids))
        for deed in person.deeds:
            _done(rows, person, deed, next(ids))
    for product, (tier, category) in PRODUCTS.items():
        _put(rows, commerce.PRODUCTS, product_id=product, tier=tier, category=category)
    return {
        table.name: columns.arrow(table.all_columns, rows.get(table.name, [])) for table in TABLES
    }


def _put(rows: dict[str, Rows], table: Table, **values: Any) -> None:
    """One row of `table`; what is not given is null."""
    told = tuple(_told(values.get(name)) for name in table.all_columns)
    rows.setdefault(table.name, []).append(told)


def _told(value: Any) -> Any:
    """As the operational store tells it: instants as text in UTC, their fractions cut off."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return value


def _profile(rows: dict[str, Rows], person: Person) -> None:
    own = {"row_id": person.customer_id, "customer_id": person.customer_id}
    _put(
        rows,
        customers.CUSTOMERS,
        root_id=person.customer_id,
        gender=person.gender,
        birthday_on=person.birthday_on,
        region=person.region,
        source=person.source,
        first_seen_at=person.first_seen_at,
        last_seen_at=person.last_seen_at,
        erased=False,
        **own,
    )
    for channel in person.channels:
        _put(rows, customers.IDENTITIES, channel=channel, **own)
    for store in person.stores:
        _put(rows, customers.CUSTOMER_STORES, store_id=store, since=AS_OF, **own)
    for tag in person.tags:
        _put(rows, TAGGINGS, tag_id=tag, given_at=AS_OF, **own)
    for number, (channel, purpose) in enumerate((*ASKED_CONSENTS, *ASKED_CONSENTS)):
        # An older word says the opposite; a later one, not known yet, too.
        is_last = number >= len(ASKED_CONSENTS)
        says = ((channel, purpose) in person.agreed) == is_last
        word = {"channel": channel, "purpose": purpose, "given_at": AS_OF}
        _put(rows, customers.CONSENTS, consent_id=number, granted=says, **word, **own)
        word["given_at"] = AS_OF + timedelta(seconds=1)
        _put(rows, customers.CONSENTS, consent_id=90 + number, granted=not says, **word, **own)
    if person.cell:
        r, f, m = person.cell
        _put(rows, CELLS, customer_id=person.customer_id, r=r, f=f, m=m)
    _put(rows, STAGED, customer_id=person.customer_id, stage=person.stage)


def _sold(rows: dict[str, Rows], person: Person, sale: Sale, order_id: int) -> None:
    shared = {
        "order_id": order_id,
        "row_id": person.customer_id,
        "customer_id": person.customer_id,
        "store_id": sale.store_id,
        "status": sale.status,
        "currency": sale.currency,
        "placed_at": sale.at,
    }
    _put(
        rows,
        commerce.ORDERS,
        channel=sale.channel,
        total_minor=sale.total_minor,
        refunded_minor=sale.refunded_minor,
        quantity=len(sale.lines),
        **shared,
    )
    for line in sale.lines:
        amounts = {"product_id": line.product_id, "amount_minor": line.amount_minor}
        _put(rows, commerce.ORDER_LINES, quantity=1, **amounts, **shared)


def _done(rows: dict[str, Rows], person: Person, deed: Deed, event_id: int) -> None:
    shared = {
        "event_id": event_id,
        "row_id": person.customer_id,
        "customer_id": person.customer_id,
        "kind": deed.kind,
        "occurred_at": deed.at,
    }
    _put(rows, shape.EVENTS, properties=json.dumps(deed.properties), **shared)
    for name, given in deed.properties.items():
        value = scalar(given)
        if value.is_there:
            _put(rows, shape.PROPERTIES, name=name, **value._asdict(), **shared)
