"""Histories and worth from orders agree with plain Python, generated and real."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.measures import clv
from tests.insights import oracles
from tests.insights.test_real_data import invoices
from tests.insights.world import AT, SHANGHAI, Order, day, long_ago, population, zones
from tests.properties import a_share
from tests.segments.clv import cdnow

Row = tuple[int, int, int, int, float]
orders = st.lists(
    st.builds(
        Order,
        person=st.integers(1, 4),
        at=long_ago,
        status=st.sampled_from(["completed", "refunded", "cancelled", "returned"]),
        total_minor=st.integers(-500, 900),
        refunded_minor=st.integers(0, 300),
        currency=st.sampled_from(["CNY", "CNY", "USD"]),
    ),
    max_size=20,
)


def plain(orders: Iterable[Order], *, zone: ZoneInfo, today: date) -> dict[int, Row]:
    """Repeats, recency, age, paid days and mean of each person, one order after the other."""
    own: dict[int, list[Order]] = defaultdict(list)
    for order in orders:
        if day(order.at, zone) <= today:
            own[order.person].append(order)
    found = {}
    for person, each in own.items():
        counted = [order for order in each if oracles.is_counted(order)]
        days = sorted({day(order.at, zone) for order in counted})
        paid = len({day(order.at, zone) for order in counted if order.currency == "CNY"})
        if days:
            mean = max(oracles.revenue(each), 0) / paid if paid else 0.0
            recency, age = (days[-1] - days[0]).days, (today - days[0]).days
            found[person] = (len(days) - 1, recency, age, paid, mean)
    return found


def told(buyers: clv.Buyers) -> dict[int, Row]:
    known = buyers.known
    columns = (
        known.histories.repeats,
        known.histories.recency_days,
        known.histories.age_days,
        known.paid_days,
        known.mean,
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return dict(zip(buyers.customer_ids.tolist(), rows, strict=True))


@a_share(2)
@given(orders, zones, st.sets(st.integers(1, 4), max_size=1))
def test_everybody_is_summed_up_as_by_hand(
    orders: list[Order], zone: ZoneInfo, erased: set[int]
) -> None:
    found = clv.buyers(population(orders=orders, zone=zone, erased=erased))

    living = [order for order in orders if order.person not in erased]
    assert told(found) == plain(living, zone=zone, today=day(AT, zone))


@a_share(2)
@given(orders, st.integers(0, 190))
def test_what_came_after_a_day_is_that_of_the_people_known_on_it(
    orders: list[Order], ago: int
) -> None:
    after = day(AT, SHANGHAI) - timedelta(days=ago)
    everybody = population(orders=orders)
    known = clv.buyers(clv.at_end_of(everybody, after))

    came = clv.came(everybody, known, after=after, days=ago)

    later = [o for o in orders if o.person in known.customer_ids and day(o.at, SHANGHAI) > after]
    days = {(o.person, day(o.at, SHANGHAI)) for o in later if oracles.is_counted(o)}
    assert told(known) == plain(orders, zone=SHANGHAI, today=after)
    assert came.orders.sum() == came.by_day.sum() == len(days)
    for place, person in enumerate(known.customer_ids.tolist()):
        assert came.orders[place] == sum(one == person for one, _ in days)
        own = [order for order in later if order.person == person]
        assert came.minor[place] == oracles.revenue(own)


@pytest.mark.slow
def test_cdnow_is_summed_up_as_by_hand() -> None:
    people = cdnow.master()
    orders = [
        Order(number, datetime(d.year, d.month, d.day, 4, tzinfo=UTC), total_minor=round(v * 100))
        for number, days in enumerate(people, start=1)
        for d, v in days.items()
    ]
    until = datetime(1997, 9, 30, 15, tzinfo=UTC)

    found = clv.buyers(population(orders=orders, as_of=until))

    assert told(found) == plain(orders, zone=SHANGHAI, today=cdnow.HALF)


@pytest.mark.slow
def test_the_wholesaler_is_summed_up_as_by_hand() -> None:
    orders = invoices()
    until = max(order.at for order in orders)

    found = clv.buyers(population(orders=orders, as_of=until))

    assert told(found) == plain(orders, zone=SHANGHAI, today=day(until, SHANGHAI))
