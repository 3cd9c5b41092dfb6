"""Funnels: how many people who did the first step did the next ones, in order and in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guisu.know.segments.definition.conditions import Happening
from guisu.know.segments.families.behaviour.compiled import happened
from guisu.know.segments.population import Population

Whole = NDArray[np.int64]

MOST_STEPS = 10
A_SECOND = 1_000  # in milliseconds
FEWEST_STEPS = 2


@dataclass(frozen=True, slots=True)
class Funnel:
    """What is asked. Two to ten `steps`; `within` is whole seconds from the first step's moment.

    People enter on the days `since` to `until`, both included, in the installation's zone.
    """

    steps: tuple[Happening, ...]
    within: timedelta
    since: date
    until: date

    def __post_init__(self) -> None:
        if not FEWEST_STEPS <= len(self.steps) <= MOST_STEPS:
            raise ValueError(f"{FEWEST_STEPS} to {MOST_STEPS} steps, not {len(self.steps)}")
        if self.within < timedelta(seconds=1) or self.until < self.since:
            raise ValueError(f"not a stretch of time: {self.within}, {self.since}, {self.until}")


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step: people who came as far, and how long it took them from the first step.

    `median_seconds` None: nobody came as far; 0 for the first step.
    """

    people: int
    median_seconds: int | None


@dataclass(frozen=True, slots=True)
class EntryDay:
    """People who entered on `day`, and of these how many reached each step.

    `is_open`: the window of the day's last entries is not over; the figures may still grow.
    """

    day: date
    people: tuple[int, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class FunnelFigures:
    """Each person counts once: on the path that came furthest, the earliest such entry.

    A step counts when it comes at least a millisecond after the one before it and at most `within`
    after the entry. Once no day is open, later events change nothing.
    """

    steps: tuple[StepFigures, ...]
    days: tuple[EntryDay, ...]


def figures(funnel: Funnel, population: Population) -> FunnelFigures:
    """Read from the warehouse; equal questions give equal answers, in whatever order rows lie."""
    paths = paths_of(funnel, population).to_pyarrow()
    entered = _milliseconds(paths, "entered")
    reached = np.asarray(paths["reached"].to_numpy(), dtype=np.int64)
    steps = [StepFigures(len(entered), 0 if len(entered) else None)]
    for number in range(2, len(funnel.steps) + 1):
        took = (_milliseconds(paths, f"at{number}") - entered)[reached >= number]
        median = int(np.quantile(took, 0.5, method="lower")) if len(took) else None
        steps.append(StepFigures(len(took), None if median is None else median // A_SECOND))
    return FunnelFigures(tuple(steps), tuple(_days(funnel, population, entered, reached)))


def paths_of(funnel: Funnel, population: Population) -> ir.Table:
    """One row a person who entered: `entered`, an instant, and `reached`, the last step's number.

    `at2`, `at3` ...: when the later steps were done; beyond `reached` nothing is meant.
    """
    entries = _entries(funnel, _moments(funnel, population), population)
    best = ibis.row_number().over(
        group_by="customer_id", order_by=[ibis.desc("reached"), ibis.asc("at")]
    )
    ranked = entries.mutate(place=best)
    later = [f"at{number}" for number in range(2, len(funnel.steps) + 1)]
    paths = ranked.filter(ranked.place == 0)
    return paths.select("customer_id", "reached", *later, entered="at")


def _moments(funnel: Funnel, population: Population) -> ir.Table:
    """One row a person and moment, with a mark for each step that was done at it."""
    done = reduce(
        lambda table, other: table.union(other, distinct=False), _marked(funnel, population)
    )
    marks = {name: done[name].max() for name in _names(funnel)}
    return done.group_by("customer_id", "at").aggregate(**marks)


def _marked(funnel: Funnel, population: Population) -> Iterator[ir.Table]:
    start, end = _bounds(funnel, population.zone)
    living = population.customers.customer_id
    for mark, step in zip(_names(funnel), funnel.steps, strict=True):
        events = happened(step, population)
        events = events.filter(
            events.occurred_at >= _stored(start),
            events.occurred_at < _stored(end + funnel.within),
            events.customer_id.isin(living),
        )
        marks = {name: ibis.literal(int(name == mark)) for name in _names(funnel)}
        yield events.select("customer_id", at=events.occurred_at, **marks)


def _entries(funnel: Funnel, moments: ir.Table, population: Population) -> ir.Table:
    """The entries, with when each later step was done first, and how many were in time.

    `next_k_j`: the moment of step j on the earliest path that goes on with step k after this
    row. The earliest step k leads to the earliest step j, so the least of those that come is it.
    """
    to_come = ibis.window(
        group_by="customer_id", order_by=ibis.desc("at"), preceding=(None, 1), following=None
    )
    last = len(funnel.steps)
    for step in range(last, 1, -1):
        does = moments[f"step{step}"] == 1
        found = {f"next_{step}_{step}": ibis.ifelse(does, moments["at"], None).min().over(to_come)}
        for end in range(step + 1, last + 1):
            known = moments[f"next_{step + 1}_{end}"]
            found[f"next_{step}_{end}"] = ibis.ifelse(does, known, None).min().over(to_come)
        moments = moments.mutate(**found)
    _start, end_at = _bounds(funnel, population.zone)
    entries = moments.filter(moments.step1 == 1, moments["at"] < _stored(end_at))
    times = {f"at{n}": entries[f"next_2_{n}"] for n in range(2, last + 1)}
    limit = entries["at"] + ibis.interval(seconds=int(funnel.within.total_seconds()))
    in_time = [ibis.ifelse((at <= limit).fill_null(False), 1, 0) for at in times.values()]
    return entries.mutate(reached=reduce(lambda one, two: one + two, in_time) + 1, **times)


def _days(
    funnel: Funnel, population: Population, entered: Whole, reached: Whole
) -> Iterator[EntryDay]:
    count = (funnel.until - funnel.since).days + 1
    days = [funnel.since + timedelta(days=n) for n in range(count)]
    ends = [_midnight(day + timedelta(days=1), population.zone) for day in days]
    which = np.searchsorted([end.timestamp() * A_SECOND for end in ends], entered, side="right")
    for number, (day, end) in enumerate(zip(days, ends, strict=True)):
        of_day = reached[which == number]
        people = tuple(int((of_day >= n).sum()) for n in range(1, len(funnel.steps) + 1))
        yield EntryDay(day, people, is_open=population.as_of < end + funnel.within)


def _names(funnel: Funnel) -> list[str]:
    return [f"step{number}" for number in range(1, len(funnel.steps) + 1)]


def _bounds(funnel: Funnel, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the first day, and the first after the last."""
    return _midnight(funnel.since, zone), _midnight(funnel.until + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """In UTC, in which sums of instants and hours are right on every day of the year."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _stored(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _milliseconds(table: pa.Table, name: str) -> Whole:
    """Since 1970; 0 where there is none."""
    moments = np.asarray(table[name].to_numpy(), dtype="datetime64[ms]")
    return np.where(np.isnat(moments), 0, moments.astype(np.int64))
