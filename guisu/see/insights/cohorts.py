"""Cohorts of buyers: who began together, how many of them bought again, and what they brought."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate

import ibis.expr.types as ir

from guisu.know.segments.measures.sales import counts, earned, number, of_the_living
from guisu.know.segments.population import Population
from guisu.see.insights.periods import Period, day_of, rows_of


class Beginning(StrEnum):
    """What gathers people into a cohort."""

    FIRST_ORDER = "first_order"
    FIRST_SEEN = "first_seen"


@dataclass(frozen=True, slots=True)
class Cohorts:
    """What is asked: people by the period they began in, from `since`'s to `until`'s."""

    by: Beginning
    period: Period
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class CohortPeriod:
    """What a cohort did in one period; number 0 is the one it began in.

    `buyers` ordered in it. `repeaters` have by its end ordered on two days or more, ever; so they
    never fall. `revenue_minor` in whole minor units of the installation's currency, less refunds
    and returns. `is_partial`: the period is not over.
    """

    buyers: int
    orders: int
    repeaters: int
    revenue_minor: int
    is_partial: bool


@dataclass(frozen=True, slots=True)
class BuyersCohort:
    """People who began in the period that begins on `start`, and what came of them."""

    start: date
    people: int
    periods: tuple[CohortPeriod, ...]

    @property
    def is_partial(self) -> bool:
        return self.periods[0].is_partial


Key = tuple[date, date]


def figures(cohorts: Cohorts, population: Population) -> list[BuyersCohort]:
    """Every cohort of the stretch, the oldest first, those without people too."""
    period, today = cohorts.period, population.today
    began = _began(cohorts, population)
    sizes = {
        day_of(row["start"]): row["people"]
        for row in rows_of(began.group_by("start").aggregate(people=began.count()))
    }
    sales, second = _sales(began, cohorts, population), _second(began, cohorts, population)
    starts = period.starts(cohorts.since, min(cohorts.until, today))
    this = period.start_of(today)
    return [
        BuyersCohort(start, sizes.get(start, 0), _periods(start, this, period, sales, second))
        for start in starts
    ]


def _periods(
    start: date,
    this: date,
    period: Period,
    sales: dict[Key, tuple[int, int, int]],
    second: dict[Key, int],
) -> tuple[CohortPeriod, ...]:
    spans = [period.after(start, n) for n in range(period.between(start, this) + 1)]
    # Orders can be older than the first sight of whom they are found to be of.
    before = sum(n for (cohort, then), n in second.items() if cohort == start and then < start)
    repeaters = list(accumulate((second.get((start, then), 0) for then in spans), initial=before))
    found = []
    for then, repeated in zip(spans, repeaters[1:], strict=True):
        buyers, orders, revenue = sales.get((start, then), (0, 0, 0))
        found.append(CohortPeriod(buyers, orders, repeated, revenue, then == this))
    return tuple(found)


def _began(cohorts: Cohorts, population: Population) -> ir.Table:
    """One row a person: `customer_id` and the `start` of the period they began in."""
    if cohorts.by is Beginning.FIRST_SEEN:
        people = population.customers.select("customer_id", day="local_date")
    else:
        days = _order_days(population)
        first = days.group_by("customer_id").aggregate(day=days.local_date.min())
        people = of_the_living(first, population)
    period = cohorts.period
    end = period.after(period.start_of(cohorts.until), 1)
    people = people.filter(people.day >= period.start_of(cohorts.since), people.day < end)
    return people.select("customer_id", start=people.day.truncate(period.letter))


def _sales(
    began: ir.Table, cohorts: Cohorts, population: Population
) -> dict[Key, tuple[int, int, int]]:
    orders = population.orders
    told = orders.select(
        "customer_id",
        later=orders.local_date.truncate(cohorts.period.letter),
        counted=number(counts(orders)),
        minor=earned(orders, population.currency),
    )
    each = told.group_by("customer_id", "later").aggregate(
        orders=told.counted.sum(), minor=told.minor.sum()
    )
    both = began.inner_join(each, "customer_id")
    sums = both.group_by("start", "later").aggregate(
        buyers=number(both.orders > 0).sum().cast("int64"),
        orders=both.orders.sum().cast("int64"),
        minor=both.minor.sum().cast("int64"),
    )
    return {
        (day_of(row["start"]), day_of(row["later"])): (row["buyers"], row["orders"], row["minor"])
        for row in rows_of(sums)
    }


def _second(began: ir.Table, cohorts: Cohorts, population: Population) -> dict[Key, int]:
    """People by the period of their second day with an order."""
    days = _order_days(population)
    first = days.group_by("customer_id").aggregate(first=days.local_date.min())
    both = days.inner_join(first, "customer_id")
    later = both.filter(both.local_date > both["first"])
    second = later.group_by("customer_id").aggregate(day=later.local_date.min())
    second = second.select("customer_id", later=second.day.truncate(cohorts.period.letter))
    both = began.inner_join(second, "customer_id")
    people = both.group_by("start", "later").aggregate(people=both.count())
    return {(day_of(row["start"]), day_of(row["later"])): row["people"] for row in rows_of(people)}


def _order_days(population: Population) -> ir.Table:
    """One row a person and day with an order."""
    orders = population.orders.filter(counts(population.orders))
    return orders.group_by("customer_id", "local_date").aggregate(orders=orders.count())
