"""Retention: of the people who first did one thing in a period, how many did another later."""

from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir

from guisu.know.segments.definition.conditions import Happening
from guisu.know.segments.families.behaviour.compiled import happened
from guisu.know.segments.population import Population
from guisu.see.insights.periods import Period, day_of, rows_of


@dataclass(frozen=True, slots=True)
class Retention:
    """What is asked: the first time of `first` gathers people, `again` is counted after it.

    Cohorts are the periods from the one that `since` is in to the one that `until` is in.
    """

    first: Happening
    again: Happening
    period: Period
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Kept:
    """People of a cohort who did `again` in one later period.

    `is_partial`: that period, or the cohort's own, is not over.
    """

    people: int
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """People whose very first time fell in the period that begins on `start`.

    `kept`: one for each following period up to the present one, the next first.
    """

    start: date
    people: int
    is_partial: bool
    kept: tuple[Kept, ...]


def figures(retention: Retention, population: Population) -> list[Cohort]:
    """Every cohort of the stretch, the oldest first, those without people too."""
    period = retention.period
    starts = period.starts(retention.since, min(retention.until, population.today))
    sizes, kept = _counted(retention, population)
    this = period.start_of(population.today)
    cohorts = []
    for start in starts:
        later = [period.after(start, n) for n in range(1, period.between(start, this) + 1)]
        shares = tuple(Kept(kept.get((start, then), 0), then == this) for then in later)
        cohorts.append(Cohort(start, sizes.get(start, 0), start == this, shares))
    return cohorts


def _counted(
    retention: Retention, population: Population
) -> tuple[dict[date, int], dict[tuple[date, date], int]]:
    """People by the period they began in, and of these who came back by period."""
    period = retention.period
    first = _dated(retention.first, population)
    began = first.group_by("customer_id").aggregate(day=first.local_date.min())
    began = began.filter(began.day >= period.start_of(retention.since), began.day < _end(retention))
    began = began.select("customer_id", start=began.day.truncate(period.letter))
    again = _dated(retention.again, population)
    again = again.select("customer_id", later=again.local_date.truncate(period.letter))
    times = again.group_by("customer_id", "later").aggregate(times=again.count())
    both = began.inner_join(times, "customer_id")
    both = both.filter(both.later > both.start)
    sizes = began.group_by("start").aggregate(people=began.count())
    kept = both.group_by("start", "later").aggregate(people=both.count())
    return (
        {day_of(row["start"]): row["people"] for row in rows_of(sizes)},
        {(day_of(row["start"]), day_of(row["later"])): row["people"] for row in rows_of(kept)},
    )


def _dated(event: Happening, population: Population) -> ir.Table:
    """Events with their day in the installation's zone, of people of the population."""
    events = population.events.filter(population.events.kind == event.kind)
    if event.where:
        events = events.filter(events.event_id.isin(happened(event, population).event_id))
    return events.filter(events.customer_id.isin(population.customers.customer_id))


def _end(retention: Retention) -> date:
    period = retention.period
    return period.after(period.start_of(retention.until), 1)
