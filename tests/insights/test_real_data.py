"""Real clicks and real orders, against plain Python over the same files."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from guisu.know.segments.definition.conditions import Happening
from guisu.see.insights import cohorts, funnel, retention
from guisu.see.insights.cohorts import Beginning, Cohorts
from guisu.see.insights.funnel import Funnel
from guisu.see.insights.periods import Period
from guisu.see.insights.retention import Retention
from tests import shared
from tests.insights import oracles
from tests.insights.world import SHANGHAI, Click, Order, day, population
from tests.segments.clv import cdnow

pytestmark = pytest.mark.slow

SHOPPERS = "events/taobao_UserBehavior_head4321.csv"
WHOLESALE = "online_retail/online_retail_II_2009-2010_full.parquet"


def shoppers() -> list[Click]:
    """Those of the nine days that the set is about."""
    with shared.path(SHOPPERS).open() as file:
        rows = [row for row in csv.reader(file) if row[4].isdigit()]
    clicks = [Click(int(r[0]), r[3], datetime.fromtimestamp(int(r[4]), tz=UTC)) for r in rows]
    return [each for each in clicks if date(2017, 11, 25) <= day(each.at, SHANGHAI)]


def furthest(clicks: list[Click], kinds: list[str], within: timedelta) -> tuple[datetime, ...]:
    """From each entry the next step as soon as it comes; the longest path, the earliest such."""
    best: tuple[datetime, ...] = ()
    for entry in sorted(each.at for each in clicks if each.kind == kinds[0]):
        path = [entry]
        for kind in kinds[1:]:
            later = [c.at for c in clicks if c.kind == kind and path[-1] < c.at <= entry + within]
            if not later:
                break
            path.append(min(later))
        best = tuple(path) if len(path) > len(best) else best
    return best


@pytest.mark.parametrize("hours", [1, 24, 24 * 7])
def test_from_a_look_to_the_cart_to_the_order(hours: int) -> None:
    clicks, kinds, within = shoppers(), ["pv", "cart", "buy"], timedelta(hours=hours)
    asked = Funnel(
        tuple(Happening(kind) for kind in kinds), within, date(2017, 11, 25), date(2017, 12, 3)
    )
    as_of = datetime(2017, 12, 31, tzinfo=UTC)

    found = funnel.figures(asked, population(clicks=clicks, as_of=as_of))

    own: dict[int, list[Click]] = defaultdict(list)
    for click in clicks:
        own[click.person].append(click)
    paths = [path for each in own.values() if (path := furthest(each, kinds, within))]
    assert len(own) > 40
    assert [s.people for s in found.steps] == [sum(len(p) >= n for p in paths) for n in (1, 2, 3)]
    assert [each.people[0] for each in found.days] == [
        sum(day(path[0], SHANGHAI) == each.day for path in paths) for each in found.days
    ]


@pytest.mark.parametrize("period", [Period.DAY, Period.WEEK])
def test_shoppers_who_come_back(period: Period) -> None:
    clicks = shoppers()
    first, last = date(2017, 11, 25), date(2017, 12, 3)
    asked = Retention(Happening("pv"), Happening("buy"), period, first, last)
    as_of = max(each.at for each in clicks)

    found = retention.figures(asked, population(clicks=clicks, as_of=as_of))

    sizes, kept = oracles.retained(clicks, "pv", "buy", period, SHANGHAI)
    assert {each.start: each.people for each in found if each.people} == dict(sizes)
    told = {
        (each.start, period.after(each.start, n)): one.people
        for each in found
        for n, one in enumerate(each.kept, start=1)
        if one.people
    }
    assert told == dict(kept)


def test_months_of_first_orders_at_cdnow() -> None:
    people = cdnow.master()
    orders = [
        Order(number, datetime(d.year, d.month, d.day, 4, tzinfo=UTC), total_minor=round(v * 100))
        for number, days in enumerate(people, start=1)
        for d, v in days.items()
    ]

    _holds_for(orders, date(1997, 1, 1), datetime(1998, 6, 30, 15, tzinfo=UTC))


def invoices() -> list[Order]:
    """Of the wholesaler; cancelled invoices are goods back."""
    file = pq.read_table(shared.path(WHOLESALE))
    amounts: dict[tuple[int, str, str], int] = defaultdict(int)
    for row in file.to_pylist():
        if row["Customer ID"] is not None:
            key = (int(row["Customer ID"]), str(row["Invoice"]), row["InvoiceDate"])
            amounts[key] += round(row["Quantity"] * row["Price"] * 100)
    return [
        Order(
            person,
            datetime.fromisoformat(at).replace(tzinfo=UTC),
            "returned" if number.startswith("C") else "completed",
            minor,
        )
        for (person, number, at), minor in amounts.items()
    ]


def test_months_of_first_orders_at_the_wholesaler() -> None:
    orders = invoices()

    _holds_for(orders, date(2009, 12, 1), max(each.at for each in orders))


def _holds_for(orders: list[Order], since: date, as_of: datetime) -> None:
    asked = Cohorts(Beginning.FIRST_ORDER, Period.MONTH, since, day(as_of, SHANGHAI))

    found = cohorts.figures(asked, population(orders=orders, as_of=as_of))

    own: dict[int, list[Order]] = defaultdict(list)
    for order in orders:
        own[order.person].append(order)
    sizes, buyers, revenue, repeaters = Counter(), Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for each in own.values():
        days = sorted({day(o.at, SHANGHAI) for o in each if oracles.is_counted(o)})
        if not days:
            continue
        start = days[0].replace(day=1)
        sizes[start] += 1
        buyers.update((start, month) for month in {d.replace(day=1) for d in days})
        if len(days) > 1:
            repeaters[start, days[1].replace(day=1)] += 1
        for order in each:
            then = day(order.at, SHANGHAI).replace(day=1)
            revenue[start, then] += oracles.revenue([order])
    assert {cohort.start: cohort.people for cohort in found if cohort.people} == dict(sizes)
    for cohort in found:
        for number, one in enumerate(cohort.periods):
            key = (cohort.start, Period.MONTH.after(cohort.start, number))
            assert (one.buyers, one.revenue_minor) == (buyers[key], revenue[key])
            assert one.repeaters == sum(
                n
                for (start, then), n in repeaters.items()
                if start == cohort.start and then <= key[1]
            )
