"""The life cycle: one stage for everybody, every day; learnt from returns; moved between days."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.domain import lifecycle
from guisu.know.segments.domain.lifecycle import DEFAULT, Facts, Stage, Thresholds
from guisu.know.segments.domain.sales import Sale
from guisu.know.segments.measures import lifecycle as measures
from tests.properties import a_share
from tests.segments import crowd as crowds
from tests.segments.crowd import Ordered, Person

TODAY = date(2026, 3, 9)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def sale(days_ago: int, status: str = "completed") -> Sale:
    return Sale(ago(days_ago), status, "CNY", 10_00)


def stage(*sales: Sale, registered: int = 400) -> Stage:
    facts = lifecycle.facts_of(
        sales, registered_on=ago(registered), thresholds=DEFAULT, today=TODAY
    )
    return lifecycle.stage_of(facts, DEFAULT, TODAY)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, Stage.NEWCOMER), (7, Stage.NEWCOMER), (8, Stage.HESITANT), (-1, Stage.NEWCOMER)],
)
def test_before_the_first_order_the_days_since_registration_decide(
    days: int, expected: Stage
) -> None:
    assert stage(registered=days) is expected


def test_cancelled_and_returned_goods_are_no_first_order() -> None:
    assert stage(sale(1, "cancelled"), sale(1, "returned")) is Stage.HESITANT


def test_the_day_after_the_first_order_is_a_stage_of_its_own() -> None:
    assert stage(sale(1)) is Stage.FIRST_ORDER
    assert stage(sale(1), sale(0)) is Stage.FIRST_ORDER
    assert stage(sale(0)) is Stage.LOW_FREQUENCY
    assert stage(sale(2)) is Stage.LOW_FREQUENCY


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((2, 60), Stage.LOW_FREQUENCY),
        ((2, 59), Stage.ACTIVE),
        ((30, 31), Stage.ACTIVE),
        ((31, 32), Stage.AT_RISK),
        ((60,), Stage.AT_RISK),
        ((61,), Stage.DORMANT),
        ((180,), Stage.DORMANT),
        ((181,), Stage.LOST),
    ],
)
def test_after_it_recency_decides_and_among_the_active_frequency(
    days: tuple[int, ...], expected: Stage
) -> None:
    assert stage(*map(sale, days)) is expected


def test_orders_of_tomorrow_are_not_known_today() -> None:
    assert stage(sale(-1)) is Stage.HESITANT


@pytest.mark.parametrize(
    "wrong",
    [
        {"active_days": 60},
        {"at_risk_days": 180},
        {"active_days": 0},
        {"frequency_days": 0},
        {"frequent_orders": 0},
        {"newcomer_days": -1},
    ],
)
def test_stages_end_one_after_the_other(wrong: dict[str, int]) -> None:
    right = {"active_days": 30, "at_risk_days": 60, "dormant_days": 180, "frequency_days": 60}

    with pytest.raises(ValueError, match=r"must end|below one"):
        Thresholds(**{**right, **wrong})


ends = st.lists(st.integers(1, 300), min_size=3, max_size=3, unique=True).map(sorted)
thresholds = st.builds(
    lambda days, frequency, frequent, newcomer: Thresholds(
        active_days=days[0],
        at_risk_days=days[1],
        dormant_days=days[2],
        frequency_days=frequency,
        frequent_orders=frequent,
        newcomer_days=newcomer,
    ),
    ends,
    st.integers(1, 300),
    st.integers(1, 4),
    st.integers(0, 30),
)
days = st.integers(-5, 400).map(ago)
facts = st.one_of(
    st.builds(Facts, registered_on=days),
    st.tuples(days, days, days, st.integers(0, 9)).map(
        lambda told: Facts(told[0], min(told[1], told[2]), max(told[1], told[2]), told[3])
    ),
)


@given(found=facts, rules=thresholds)
def test_everybody_is_in_exactly_one_stage(found: Facts, rules: Thresholds) -> None:
    is_buyer = found.first_order_on is not None
    since = None if found.last_order_on is None else (TODAY - found.last_order_on).days
    was_yesterday = found.first_order_on == ago(1)
    settled = is_buyer and not was_yesterday and since is not None
    # Each stage by its own definition, without order of precedence.
    holds = {
        Stage.NEWCOMER: not is_buyer and found.registered_on >= ago(rules.newcomer_days),
        Stage.HESITANT: not is_buyer and found.registered_on < ago(rules.newcomer_days),
        Stage.FIRST_ORDER: was_yesterday,
        Stage.ACTIVE: settled
        and (since or 0) <= rules.active_days
        and found.orders_lately >= rules.frequent_orders,
        Stage.LOW_FREQUENCY: settled
        and (since or 0) <= rules.active_days
        and found.orders_lately < rules.frequent_orders,
        Stage.AT_RISK: settled and rules.active_days < (since or 0) <= rules.at_risk_days,
        Stage.DORMANT: settled and rules.at_risk_days < (since or 0) <= rules.dormant_days,
        Stage.LOST: settled and (since or 0) > rules.dormant_days,
    }

    assert [stage for stage, is_so in holds.items() if is_so] == [
        lifecycle.stage_of(found, rules, TODAY)
    ]


def test_gaps_are_between_days_with_an_order() -> None:
    told = [sale(10), sale(10), sale(3), sale(5, "cancelled"), sale(0)]

    assert lifecycle.gaps_of(told) == [7, 3]


@given(gaps=st.lists(st.integers(1, 50), min_size=1, max_size=80), percent=st.integers(1, 100))
def test_a_percentile_is_the_nearest_rank(gaps: list[int], percent: int) -> None:
    ranked = sorted(gaps)

    found = lifecycle.percentile(Counter(gaps), percent)

    assert found == ranked[-(-percent * len(gaps) // 100) - 1]


def test_thresholds_are_learnt_from_a_hundred_returns_and_not_from_fewer() -> None:
    returns = dict.fromkeys(range(1, 101), 1)

    assert lifecycle.learnt({**returns, 100: 0}) is None
    assert lifecycle.learnt(returns) == Thresholds(
        active_days=75, at_risk_days=90, dormant_days=97, frequency_days=150
    )


def test_where_everybody_comes_back_alike_the_stages_still_end_one_after_the_other() -> None:
    found = lifecycle.learnt({7: 500})

    assert found is not None
    assert (found.active_days, found.at_risk_days, found.dormant_days) == (7, 8, 9)


def test_no_return_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no return"):
        lifecycle.percentile({}, 50)


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    backend = ibis.duckdb.connect()
    yield backend
    backend.disconnect()


def staged_one_by_one(
    people: dict[int, Person],
    rules: Thresholds,
    *,
    at: datetime,
    as_of: datetime,
    zone: ZoneInfo,
    store: int | None = None,
) -> dict[int, tuple[Stage, bool]]:
    today = as_of.astimezone(zone).date()
    found = {}
    for n, person in people.items():
        told = lifecycle.facts_of(
            crowds.sales_of(person, at=at, as_of=as_of, zone=zone, store=store),
            registered_on=crowds.day(at, person.registered_hours_ago, zone),
            thresholds=rules,
            today=today,
        )
        is_known = told.first_order_on is not None or told.registered_on <= today
        found[n] = lifecycle.stage_of(told, rules, today), is_known
    return found


def staged_at_once(shop: Any, rules: Thresholds) -> dict[int, tuple[str, bool]]:
    rows = measures.staged(shop, rules).to_pyarrow().to_pylist()
    found = {row["customer_id"]: (row["stage"], row["is_known"]) for row in rows}
    assert len(found) == len(rows)
    return found


@a_share(3)
@given(
    crowd=crowds.crowds,
    rules=thresholds,
    zone=crowds.zones,
    at=crowds.moments,
    store=st.sampled_from([None, crowds.STORE]),
)
def test_everybody_at_once_is_everybody_one_by_one(
    engine: Any,
    crowd: list[Person],
    rules: Thresholds,
    zone: ZoneInfo,
    at: datetime,
    store: int | None,
) -> None:
    crowds.put(engine, crowd, at=at, zone=zone)
    assert_staged_alike(engine, crowd, rules, zone, at, store)


def assert_staged_alike(
    engine: Any,
    crowd: list[Person],
    rules: Thresholds,
    zone: ZoneInfo,
    at: datetime,
    store: int | None,
) -> None:
    """The engine's tables hold the crowd already."""
    stores = None if store is None else frozenset({store})
    shop = crowds.population(engine, as_of=at, zone=zone, stores=stores)
    people = crowds.everybody(crowd) if store is None else crowds.of_the_store(crowd)

    found = staged_at_once(shop, rules)

    assert found == staged_one_by_one(people, rules, at=at, as_of=at, zone=zone, store=store)


@a_share(3)
@given(crowd=crowds.crowds, rules=thresholds, back=st.integers(0, 200), zone=crowds.zones)
def test_movement_is_everybodys_stage_then_and_now(
    engine: Any, crowd: list[Person], rules: Thresholds, back: int, zone: ZoneInfo
) -> None:
    crowds.put(engine, crowd, at=crowds.AT, zone=zone)
    then = crowds.AT - timedelta(days=back)
    before = crowds.population(engine, as_of=then, zone=zone)
    after = crowds.population(engine, as_of=crowds.AT, zone=zone)

    moves = measures.movement(before, after, rules).to_pyarrow().to_pylist()

    told: dict[str, Any] = {"rules": rules, "at": crowds.AT, "zone": zone}
    earlier = staged_one_by_one(crowds.everybody(crowd), as_of=then, **told)
    later = staged_one_by_one(crowds.everybody(crowd), as_of=crowds.AT, **told)
    expected = Counter(
        (earlier[n][0] if earlier[n][1] else measures.NOT_HERE, now)
        for n, (now, is_known) in later.items()
        if is_known
    )
    assert {(row["before"], row["after"]): row["people"] for row in moves} == expected
    assert measures.counted(after, rules) == {
        stage: sum(people for (_, now), people in expected.items() if now is stage)
        for stage in Stage
    }


@a_share(3)
@given(crowd=crowds.crowds, at=crowds.moments)
def test_gaps_of_a_shop_are_those_of_its_people(
    engine: Any, crowd: list[Person], at: datetime
) -> None:
    crowds.put(engine, crowd, at=at, zone=SHANGHAI)

    found = measures.gaps(crowds.population(engine, as_of=at, zone=SHANGHAI))

    expected = Counter(
        gap
        for person in crowds.everybody(crowd).values()
        for gap in lifecycle.gaps_of(crowds.sales_of(person, at=at, as_of=at, zone=SHANGHAI))
    )
    assert found == expected


def test_the_stage_of_a_day_does_not_hang_on_the_hour(engine: Any) -> None:
    bought = Ordered(24, "completed", "CNY", 500, 0, None)
    crowds.put(engine, [Person(99, (bought,))], at=crowds.AT, zone=SHANGHAI)
    today = crowds.AT.astimezone(SHANGHAI).date()

    stages = [
        staged_at_once(crowds.population(engine, as_of=at, zone=SHANGHAI), DEFAULT)[1][0]
        for at in (crowds.AT, crowds.end_of(today, SHANGHAI))
    ]

    assert stages == [Stage.FIRST_ORDER, Stage.FIRST_ORDER]
