"""The relationship ladder: what each rung asks, and that a shop is placed as its people are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.domain import ladder, lifecycle
from guisu.know.segments.domain.ladder import ADVOCACY, Facts, Need, Place, Rules, Rung
from guisu.know.segments.measures import ladder as measures
from tests.properties import a_share
from tests.segments import crowd as crowds
from tests.segments.crowd import Person

TODAY = date(2026, 3, 9)
RULES = ladder.rules_by(lifecycle.DEFAULT)
PARTNER = Facts(
    is_identified=True, is_reachable=True, days_bought=4, last_order_on=TODAY, advocacy=1
)


def place(**changed: Any) -> Place:
    return ladder.placed(replace(PARTNER, **changed), RULES, TODAY)


def test_who_meets_everything_is_a_partner_and_misses_nothing() -> None:
    assert place() == Place(Rung.PARTNER, None, ())


@pytest.mark.parametrize(
    ("changed", "rung", "missing"),
    [
        ({"advocacy": 0}, Rung.DEVOTED, {Need.RECOMMENDED}),
        ({"is_reachable": False}, Rung.FAN, {Need.REACHABLE}),
        ({"days_bought": 3}, Rung.FAN, {Need.BOUGHT_OFTEN}),
        ({"last_order_on": TODAY - timedelta(days=61)}, Rung.FAN, {Need.BOUGHT_IN_TIME}),
        ({"last_order_on": TODAY - timedelta(days=181)}, Rung.MEMBER, {Need.BOUGHT_LATELY}),
        ({"days_bought": 1}, Rung.MEMBER, {Need.BOUGHT_AGAIN}),
        ({"is_identified": False}, Rung.CONTACT, {Need.IDENTIFIED}),
        (
            {"is_reachable": False, "days_bought": 0, "last_order_on": None},
            Rung.CONTACT,
            {Need.WORD_OR_ORDER},
        ),
    ],
)
def test_what_is_missing_says_what_would_move_somebody_on(
    changed: dict[str, Any], rung: Rung, missing: set[Need]
) -> None:
    found = place(**changed)

    assert found.rung is rung
    assert set(found.missing) == missing
    assert found.next is list(Rung)[list(Rung).index(rung) + 1]


facts = st.builds(
    Facts,
    is_identified=st.booleans(),
    is_reachable=st.booleans(),
    days_bought=st.integers(0, 6),
    last_order_on=st.one_of(st.none(), st.integers(0, 300).map(lambda n: TODAY - timedelta(n))),
    advocacy=st.integers(0, 3),
)


@given(found=facts)
def test_more_closeness_never_takes_a_rung_away(found: Facts) -> None:
    rungs = list(Rung)
    closer = replace(
        found,
        is_identified=True,
        is_reachable=True,
        days_bought=found.days_bought + 1,
        last_order_on=TODAY,
        advocacy=found.advocacy + 1,
    )

    before, after = (ladder.placed(each, RULES, TODAY) for each in (found, closer))

    assert rungs.index(after.rung) >= rungs.index(before.rung)


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    backend = ibis.duckdb.connect()
    yield backend
    backend.disconnect()


def facts_of(
    person: Person, rules: Rules, *, at: datetime, zone: ZoneInfo, store: int | None
) -> Facts:
    today = at.astimezone(zone).date()
    sales = crowds.sales_of(person, at=at, as_of=at, zone=zone, store=store)
    days = {sale.placed_on for sale in sales if sale.counts}
    words = [word for word in person.words if word.hours_ago >= 0 and word.purpose == "marketing"]
    # Of one moment the no is the later word.
    by_moment = sorted(words, key=lambda word: (-word.hours_ago, not word.granted))
    latest = {word.channel: word.granted for word in by_moment}
    since = today - timedelta(days=rules.advocacy_days - 1)
    return Facts(
        is_identified="phone" in person.channels,
        is_reachable=any(latest.values()),
        days_bought=len(days),
        last_order_on=max(days, default=None),
        advocacy=sum(
            kind in ADVOCACY and ago >= 0 and crowds.day(at, ago, zone) >= since
            for ago, kind in person.told
        ),
    )


rules = st.builds(
    Rules,
    fan_recency_days=st.integers(100, 300),
    devoted_recency_days=st.integers(1, 99),
    devoted_days_bought=st.integers(2, 4),
    advocacy_days=st.integers(1, 300),
)


@a_share(3)
@given(
    crowd=crowds.crowds,
    rules=rules,
    zone=crowds.zones,
    at=crowds.moments,
    store=st.sampled_from([None, crowds.STORE]),
)
def test_everybody_at_once_is_everybody_one_by_one(
    engine: Any, crowd: list[Person], rules: Rules, zone: ZoneInfo, at: datetime, store: int | None
) -> None:
    crowds.put(engine, crowd, at=at, zone=zone)
    assert_placed_alike(engine, crowd, rules, zone, at, store)


def assert_placed_alike(
    engine: Any, crowd: list[Person], rules: Rules, zone: ZoneInfo, at: datetime, store: int | None
) -> None:
    """The engine's tables hold the crowd already."""
    stores = None if store is None else frozenset({store})
    shop = crowds.population(engine, as_of=at, zone=zone, stores=stores)
    people = crowds.everybody(crowd) if store is None else crowds.of_the_store(crowd)

    rows = measures.placed(shop, rules).to_pyarrow().to_pylist()

    expected = {}
    for n, person in people.items():
        found = ladder.placed(
            facts_of(person, rules, at=at, zone=zone, store=store), rules, shop.today
        )
        expected[n] = found.rung, set(found.missing)
    assert {row["customer_id"]: (row["rung"], missing(row)) for row in rows} == expected
    assert sum(int(row["people"]) for row in measures.counted(shop, rules)) == len(expected)


def missing(row: dict[str, Any]) -> set[Need]:
    above = list(Rung)[list(Rung).index(row["rung"]) + 1 :]
    return {need for need in ladder.ASKED[above[0]] if not row[need]} if above else set()
