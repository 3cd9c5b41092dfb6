"""RFM: what scores mean, that equals are equal, and that a shop is scored as its people are."""

from collections import Counter
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.domain import rfm
from guisu.know.segments.domain.rfm import Cell, Group, Measured, Scheme
from guisu.know.segments.domain.sales import Sale
from guisu.know.segments.measures import rfm as measures
from tests.properties import a_share
from tests.segments import crowd as crowds
from tests.segments.crowd import Person

TODAY = date(2026, 3, 9)
SCHEME = Scheme(None, (7, 30, 90, 180), (2, 3, 5, 10), (100_00, 200_00, 300_00, 400_00))


def sale(days_ago: int, *, total: int = 10_00, status: str = "completed", **more: Any) -> Sale:
    placed_on = date.fromordinal(TODAY.toordinal() - days_ago)
    return Sale(placed_on, status, more.get("currency", "CNY"), total, more.get("refunded", 0))


def cell(*sales: Sale, scheme: Scheme = SCHEME) -> Cell | None:
    return rfm.cell_of(sales, scheme, currency="CNY", today=TODAY)


@pytest.mark.parametrize(
    ("days_ago", "score"), [(0, 5), (7, 5), (8, 4), (30, 4), (31, 3), (90, 3), (180, 2), (181, 1)]
)
def test_the_lately_score_counts_calendar_days_and_its_edges_belong_to_the_better(
    days_ago: int, score: int
) -> None:
    found = cell(sale(days_ago))

    assert found is not None
    assert found.r == score


@pytest.mark.parametrize(("orders", "score"), [(1, 1), (2, 2), (4, 3), (5, 4), (9, 4), (10, 5)])
def test_the_often_score_counts_orders(orders: int, score: int) -> None:
    found = cell(*[sale(1)] * orders)

    assert found is not None
    assert found.f == score


def test_money_is_net_of_refunds_and_returns_in_one_currency() -> None:
    told = [
        sale(3, total=250_00, refunded=60_00),
        sale(2, total=-50_00, status="returned"),
        sale(2, total=900_00, status="cancelled"),
        sale(1, total=900_00, currency="USD"),
    ]

    found = rfm.measured(told, window_days=None, currency="CNY", today=TODAY)

    assert found == Measured(recency_days=1, orders=2, spent_minor=140_00)


def test_who_never_ordered_or_not_in_the_window_has_no_cell() -> None:
    assert cell() is None
    assert cell(sale(1, status="cancelled"), sale(1, status="returned")) is None
    assert cell(sale(30), scheme=Scheme(30, *_edges(SCHEME))) is None
    assert cell(sale(29), scheme=Scheme(30, *_edges(SCHEME))) is not None


def _edges(scheme: Scheme) -> tuple[rfm.Edges, rfm.Edges, rfm.Edges]:
    return scheme.recency, scheme.orders, scheme.spent_minor


@pytest.mark.parametrize("edges", [(1, 2, 3), (4, 3, 2, 1), (1, 2, 3, 4, 5)])
def test_edges_are_four_in_rising_order(edges: Any) -> None:
    with pytest.raises(ValueError, match="edges must be four"):
        Scheme(None, edges, (1, 2, 3, 4), (1, 2, 3, 4))


def test_a_window_has_a_day_at_least() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Scheme(0, *_edges(SCHEME))


def test_the_eight_groups_take_four_and_five_for_high() -> None:
    found = {(r, f, m): rfm.group_of(Cell(r, f, m)) for r in (3, 4) for f in (3, 4) for m in (3, 4)}

    assert sorted(found.values()) == sorted(Group)
    assert (found[4, 4, 4], found[3, 3, 4], found[4, 3, 3]) == (
        Group.VALUABLE,
        Group.WIN_BACK,
        Group.NEW,
    )


values = st.lists(st.integers(-20, 20), min_size=1, max_size=60)


@given(told=values)
def test_learnt_fifths_told_from_below_and_from_above_are_the_same(told: list[int]) -> None:
    counted = Counter(told)
    highest, lowest = rfm.highest_of_fifths(counted), rfm.lowest_of_fifths(counted)

    for value in told:
        assert sum(value > edge for edge in highest) == sum(value >= edge for edge in lowest)


@given(told=values)
def test_a_lower_fifth_ends_where_it_is_full_and_no_later(told: list[int]) -> None:
    ordered = sorted(told)

    edges = rfm.highest_of_fifths(Counter(told))

    # The nearest-rank percentile, by the place in the sorted list.
    assert list(edges) == [ordered[-(-k * len(told) // 5) - 1] for k in (1, 2, 3, 4)]


def test_without_ties_each_fifth_has_a_fifth() -> None:
    counted = Counter(range(1000))

    scores = Counter(
        1 + sum(value >= edge for edge in rfm.lowest_of_fifths(counted)) for value in counted
    )

    assert scores == dict.fromkeys(rfm.SCORES, 200)


def test_nobody_teaches_nothing() -> None:
    with pytest.raises(ValueError, match="nobody to learn from"):
        rfm.highest_of_fifths({})


schemes = st.builds(
    Scheme,
    window_days=st.sampled_from([None, 1, 30, 365]),
    recency=st.lists(st.integers(0, 300), min_size=4, max_size=4).map(
        lambda v: rfm.edges(sorted(v))
    ),
    orders=st.lists(st.integers(1, 6), min_size=4, max_size=4).map(lambda v: rfm.edges(sorted(v))),
    spent_minor=st.lists(st.integers(-900, 9000), min_size=4, max_size=4).map(
        lambda v: rfm.edges(sorted(v))
    ),
)


@pytest.fixture(scope="module")
def engine() -> Any:
    backend = ibis.duckdb.connect()
    yield backend
    backend.disconnect()


@a_share(3)
@given(
    crowd=crowds.crowds,
    scheme=schemes,
    zone=crowds.zones,
    at=crowds.moments,
    store=st.sampled_from([None, crowds.STORE]),
)
def test_everybody_at_once_is_everybody_one_by_one(
    engine: Any,
    crowd: list[Person],
    scheme: Scheme,
    zone: ZoneInfo,
    at: datetime,
    store: int | None,
) -> None:
    crowds.put(engine, crowd, at=at, zone=zone)
    assert_scored_alike(engine, crowd, scheme, zone, at, store)


def assert_scored_alike(
    engine: Any,
    crowd: list[Person],
    scheme: Scheme,
    zone: ZoneInfo,
    at: datetime,
    store: int | None,
) -> None:
    """The engine's tables hold the crowd already."""
    stores = None if store is None else frozenset({store})
    shop = crowds.population(engine, as_of=at, zone=zone, stores=stores)
    people = crowds.everybody(crowd) if store is None else crowds.of_the_store(crowd)

    rows = measures.scored(shop, scheme).to_pyarrow().to_pylist()

    expected = {}
    for n, person in people.items():
        sales = crowds.sales_of(person, at=at, as_of=at, zone=zone, store=store)
        found = rfm.measured(
            sales, window_days=scheme.window_days, currency="CNY", today=shop.today
        )
        if found is not None:
            expected[n] = (found, rfm.scores(found, scheme))
    assert {
        row["customer_id"]: (
            Measured(row["recency_days"], row["orders"], row["spent_minor"]),
            Cell(row["r"], row["f"], row["m"]),
        )
        for row in rows
    } == expected
    assert len(rows) == len(expected)


@a_share(6)
@given(crowd=crowds.crowds, at=crowds.moments, window=st.sampled_from([None, 90]))
def test_a_shop_is_learnt_from_exactly(
    engine: Any, crowd: list[Person], at: datetime, window: int | None
) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    crowds.put(engine, crowd * 20, at=at, zone=zone)
    shop = crowds.population(engine, as_of=at, zone=zone)

    learnt = measures.learnt(shop, window)

    found = [
        measured
        for person in crowds.everybody(crowd * 20).values()
        if (
            measured := rfm.measured(
                crowds.sales_of(person, at=at, as_of=at, zone=zone),
                window_days=window,
                currency="CNY",
                today=shop.today,
            )
        )
    ]
    if len(found) < measures.FEWEST_PEOPLE:
        assert learnt is None
    else:
        assert learnt is not None
        assert learnt.people == len(found)
        assert learnt.scheme == Scheme(
            window,
            rfm.highest_of_fifths(Counter(each.recency_days for each in found)),
            rfm.lowest_of_fifths(Counter(each.orders for each in found)),
            rfm.lowest_of_fifths(Counter(each.spent_minor for each in found)),
        )


def test_cells_add_up_to_the_people(engine: Any) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    bought = crowds.Ordered(30, "completed", "CNY", 500, 0, None)
    people = [Person(99, (bought,) * n) for n in (0, 1, 1, 3)]
    crowds.put(engine, people, at=crowds.AT, zone=zone)

    cells = measures.cells(crowds.population(engine, as_of=crowds.AT, zone=zone), SCHEME)

    rows = {(c["r"], c["f"], c["m"]): c for c in cells.to_pyarrow().to_pylist()}
    assert {key: row["people"] for key, row in rows.items()} == {(5, 1, 1): 2, (5, 3, 1): 1}
    assert rows[5, 3, 1]["spent_minor"] == 1500
    assert rows[5, 1, 1]["orders"] == 2
