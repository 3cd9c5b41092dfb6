"""Retention and cohorts agree with counting person by person, whatever the zone and the period."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.definition.conditions import Happening
from guisu.see.insights import cohorts, retention
from guisu.see.insights.cohorts import Beginning, Cohorts
from guisu.see.insights.periods import Period
from guisu.see.insights.retention import Retention
from tests.insights import oracles
from tests.insights.world import AT, SHANGHAI, Click, Order, day, long_ago, population, zones
from tests.properties import a_share

periods = st.sampled_from(list(Period))
people = st.integers(1, 4)
clicks = st.lists(
    st.builds(Click, person=people, kind=st.sampled_from(["open", "buy"]), at=long_ago),
    max_size=16,
)
orders = st.lists(
    st.builds(
        Order,
        person=people,
        at=long_ago,
        status=st.sampled_from(["completed", "paid", "refunded", "cancelled", "returned"]),
        total_minor=st.integers(-500, 900),
        refunded_minor=st.integers(0, 300),
        currency=st.sampled_from(["CNY", "CNY", "USD"]),
    ),
    max_size=16,
)


@a_share(2)
@given(clicks, periods, zones, st.integers(0, 190), st.sampled_from(["open", "buy"]))
def test_people_who_come_back_are_those_counted_one_by_one(
    clicks: list[Click], period: Period, zone: ZoneInfo, back: int, again: str
) -> None:
    today = day(AT, zone)
    asked = Retention(
        Happening("open"), Happening(again), period, today - timedelta(days=back), today
    )

    found = retention.figures(asked, population(clicks=clicks, zone=zone))

    sizes, kept = oracles.retained(clicks, "open", again, period, zone)
    first = oracles.start(period, asked.since)
    assert {c.start: c.people for c in found if c.people} == {
        start: size for start, size in sizes.items() if start >= first
    }
    told = Counter(
        {
            (cohort.start, period.after(cohort.start, n)): each.people
            for cohort in found
            for n, each in enumerate(cohort.kept, start=1)
        }
    )
    assert +told == Counter({key: n for key, n in kept.items() if key[0] >= first})


def test_the_period_under_way_is_marked_and_those_to_come_are_absent() -> None:
    began = AT - timedelta(days=15)
    asked = Retention(
        Happening("open"), Happening("open"), Period.WEEK, day(began, SHANGHAI), day(AT, SHANGHAI)
    )

    found = retention.figures(asked, population(clicks=[Click(1, "open", began)]))

    assert [cohort.start for cohort in found] == [
        date(2026, 2, 16) + timedelta(weeks=n) for n in range(4)
    ]
    assert [kept.is_partial for kept in found[0].kept] == [False, False, True]
    assert [cohort.is_partial for cohort in found] == [False, False, False, True]
    assert found[-1].kept == ()


@a_share(2)
@given(orders, periods, zones, st.sampled_from(list(Beginning)), st.data())
def test_cohorts_are_those_counted_one_by_one(
    orders: list[Order], period: Period, zone: ZoneInfo, by: Beginning, data: st.DataObject
) -> None:
    seen = {n: data.draw(long_ago) for n in (1, 2, 3, 4)}
    today = day(AT, zone)
    asked = Cohorts(by, period, today - timedelta(days=data.draw(st.integers(0, 190))), today)

    found = cohorts.figures(asked, population(orders=orders, seen=seen, zone=zone))

    first = oracles.start(period, asked.since)
    began = {n: at for n, at in _began(orders, seen, by, period, zone).items() if at >= first}
    assert {c.start: c.people for c in found if c.people} == dict(Counter(began.values()))
    for cohort in found:
        own = {n for n, at in began.items() if at == cohort.start}
        for number, each in enumerate(cohort.periods):
            then = period.after(cohort.start, number)
            assert each == _expected(orders, own, then, period, zone)


def _began(
    orders: list[Order], seen: dict[int, datetime], by: Beginning, period: Period, zone: ZoneInfo
) -> dict[int, date]:
    if by is Beginning.FIRST_SEEN:
        return {n: oracles.start(period, day(at, zone)) for n, at in seen.items()}
    days = {
        n: [day(o.at, zone) for o in orders if o.person == n and oracles.is_counted(o)]
        for n in seen
    }
    return {n: oracles.start(period, min(own)) for n, own in days.items() if own}


def _expected(
    orders: list[Order], people: set[int], then: date, period: Period, zone: ZoneInfo
) -> cohorts.CohortPeriod:
    own = [o for o in orders if o.person in people]
    within = [o for o in own if oracles.start(period, day(o.at, zone)) == then]
    counted = [o for o in within if oracles.is_counted(o)]
    so_far = {
        n: {
            day(o.at, zone)
            for o in own
            if o.person == n
            and oracles.is_counted(o)
            and oracles.start(period, day(o.at, zone)) <= then
        }
        for n in people
    }
    return cohorts.CohortPeriod(
        buyers=len({o.person for o in counted}),
        orders=len(counted),
        repeaters=sum(len(days) > 1 for days in so_far.values()),
        revenue_minor=oracles.revenue(within),
        is_partial=then == oracles.start(period, day(AT, zone)),
    )
