"""Who fulfils a condition on events."""

from functools import reduce
from typing import assert_never

import ibis
import ibis.expr.types as ir

from guisu.know.segments.compile.people import People, distinct, during, either, is_in, whose
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.windows import Span
from guisu.know.segments.families.behaviour import rhythm
from guisu.know.segments.families.behaviour import struct as s
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores

# Tests that pass for events without the property: they are asked the other way round.
OPPOSITES: dict[c.PropertyWay, c.PropertyWay] = {
    "is_not": "is",
    "excludes": "contains",
    "missing": "exists",
}


def asked(leaf: s.Own, population: Population, _scores: Scores) -> People:
    match leaf:
        case s.Did(event, times, window):
            events = happened(event, population, population.clock.span(window))
            sums = events.group_by("customer_id").aggregate(times=events.count())
            return whose(sums, "times", times)
        case s.DidAt(event, which, window):
            events = happened(event, population)
            at = events.occurred_at
            ends = events.group_by("customer_id").aggregate(
                at=at.min() if which == "first" else at.max()
            )
            found = ends.filter(is_in(ends.at, population.clock.span(window)))
            return People(found.select("customer_id"))
        case s.DidThen():
            return _did_then(leaf, population)
        case s.DidRegularly():
            return _regularly(leaf, population)
        case s.Stopped() | s.Resumed():
            return _changed(leaf, population)
        case _:
            assert_never(leaf)


def happened(event: c.Happening, population: Population, span: Span | None = None) -> ir.Table:
    """One row for each time: `customer_id`, `event_id`, `occurred_at`."""
    sure = [test for test in event.where if test.way not in OPPOSITES]
    if sure:
        # The property's own rows carry all that is needed: the log need not be read.
        rows = _having(sure[0], event.kind, population)
    else:
        rows = population.events.filter(population.events.kind == event.kind)
    rows = during(rows, "occurred_at", span or Span())
    for test in sure[1:]:
        rows = rows.filter(rows.event_id.isin(_having(test, event.kind, population).event_id))
    for test in event.where:
        if test.way in OPPOSITES:
            opposite = c.Property(test.name, OPPOSITES[test.way], test.values)
            having = _having(opposite, event.kind, population)
            rows = rows.anti_join(having, "event_id")
    return rows.select("customer_id", "event_id", "occurred_at")


def _having(test: c.Property, kind: str, population: Population) -> ir.Table:
    rows = population.properties
    return rows.filter(rows.kind == kind, rows.name == test.name, _passes(test, rows))


def _passes(test: c.Property, rows: ir.Table) -> ir.BooleanValue:
    texts = [value for value in test.values if isinstance(value, str)]
    numbers = [value for value in test.values if not isinstance(value, str)]
    match test.way:
        case "exists":
            return ibis.literal(True)
        case "true" | "false":
            flag = rows.flag if test.way == "true" else ~rows.flag
            return flag.fill_null(False)
        case "at_least":
            return either((rows.number >= end).fill_null(False) for end in numbers)
        case "at_most":
            return either((rows.number <= end).fill_null(False) for end in numbers)
        case "contains":
            return either(rows.text.contains(value).fill_null(False) for value in texts)
        case _:
            said = [rows.text.isin(texts).fill_null(False)] if texts else []
            counted = [rows.number.isin(numbers).fill_null(False)] if numbers else []
            return either([*said, *counted])


def _did_then(leaf: s.DidThen, population: Population) -> People:
    """Each `then` is held against the last moment before it with `first`: one pass in order."""
    span = population.clock.span(leaf.window)
    ends = happened(leaf.then, population, span).select("customer_id", "occurred_at", start=0)
    starts = happened(leaf.first, population, span).select("customer_id", "occurred_at", start=1)
    starts = starts.semi_join(ends, "customer_id")
    both = starts.union(ends, distinct=False)
    # At one moment `then` comes before `first`, so no `first` of its own moment precedes it.
    before = ibis.window(
        group_by="customer_id",
        order_by=["occurred_at", "start"],
        preceding=(None, 1),
        following=None,
    )
    started = ibis.ifelse(both.start == 1, both.occurred_at, None)
    both = both.mutate(last=started.max().over(before))
    within = ibis.interval(hours=leaf.within_hours)
    soon = (both.occurred_at <= both["last"] + within).fill_null(False)
    return distinct(both.filter(both.start == 0, soon))


def _regularly(leaf: s.DidRegularly, population: Population) -> People:
    stretches = rhythm.stretches(leaf, population.clock)
    whole = Span(stretches[-1].start, stretches[0].end)
    events = happened(leaf.event, population, whole)
    marks = {
        f"p{number}": is_in(events.occurred_at, stretch).ifelse(1, 0).max()
        for number, stretch in enumerate(stretches)
    }
    each = events.group_by("customer_id").aggregate(**marks)
    times = reduce(lambda total, name: total + each[name], marks, ibis.literal(0))
    return People(each.filter(times >= leaf.at_least).select("customer_id"))


def _changed(leaf: s.Stopped | s.Resumed, population: Population) -> People:
    change = rhythm.change(leaf, population.clock)
    events = happened(leaf.event, population, Span(change.wanted[0].start))
    at = events.occurred_at
    marks = {
        f"w{number}": is_in(at, span).ifelse(1, 0).max()
        for number, span in enumerate(change.wanted)
    }
    each = events.group_by("customer_id").aggregate(
        **marks, unwanted=is_in(at, change.unwanted).ifelse(1, 0).max()
    )
    held = ibis.and_(each.unwanted == 0, *(each[name] == 1 for name in marks))
    return People(each.filter(held).select("customer_id"))
