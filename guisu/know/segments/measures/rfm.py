"""RFM of all people at once; the meaning is `domain.rfm`, one person at a time."""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir

from guisu.know.segments.domain.rfm import BEST, FIFTHS, Edges, Scheme, edges
from guisu.know.segments.measures import sales
from guisu.know.segments.population import Population

FEWEST_PEOPLE = 50
NOTHING: Edges = (0, 0, 0, 0)


def measured(population: Population, window_days: int | None) -> ir.Table:
    """One row a person with an order in the window: recency_days, orders, spent_minor."""
    orders = sales.lately(population, window_days)
    is_order = sales.counts(orders)
    sums = orders.group_by("customer_id").aggregate(
        last_on=orders.local_date.max(where=is_order),
        orders=orders.count(where=is_order).cast("int64"),
        spent_minor=sales.earned(orders, population.currency).sum().cast("int64"),
    )
    buyers = sales.of_the_living(sums.filter(sums.orders > 0), population)
    return buyers.select(
        "customer_id",
        recency_days=ibis.literal(population.today).delta(buyers.last_on, unit="day"),
        orders=buyers.orders,
        spent_minor=buyers.spent_minor,
    )


def scored(population: Population, scheme: Scheme) -> ir.Table:
    """As `measured`, with r, f and m, each 1 to 5."""
    found = measured(population, scheme.window_days)
    return found.mutate(
        r=BEST - _passed(found.recency_days > edge for edge in scheme.recency),
        f=1 + _passed(found.orders >= edge for edge in scheme.orders),
        m=1 + _passed(found.spent_minor >= edge for edge in scheme.spent_minor),
    )


def cells(population: Population, scheme: Scheme) -> ir.Table:
    """One row a cell that somebody is in: r, f, m, people, orders, spent_minor."""
    found = scored(population, scheme)
    return found.group_by(["r", "f", "m"]).aggregate(
        people=found.count().cast("int64"),
        orders=found.orders.sum().cast("int64"),
        spent_minor=found.spent_minor.sum().cast("int64"),
    )


class Learnt(NamedTuple):
    """A scheme, and how many people it was learnt from."""

    scheme: Scheme
    people: int


def learnt(population: Population, window_days: int | None) -> Learnt | None:
    """The scheme of fifths by what people bought so far; None while fewer than `FEWEST_PEOPLE`.

    Runs at once. Exact: values are grouped and summed up, nothing is sampled.
    """
    found = measured(population, window_days)
    fifths = [_fifths(found[name]) for name in ("recency_days", "orders", "spent_minor")]
    if fifths[0].people < FEWEST_PEOPLE:
        return None
    by_recency, by_orders, by_spending = fifths
    scheme = Scheme(window_days, by_recency.highest, by_orders.lowest, by_spending.lowest)
    return Learnt(scheme, by_recency.people)


class _Fifths(NamedTuple):
    """As `domain.rfm.highest_of_fifths` and `lowest_of_fifths`."""

    people: int
    highest: Edges
    lowest: Edges


def _fifths(column: ir.IntegerColumn) -> _Fifths:
    """The ends of the fifths of people by the value of `column`."""
    values = column.value_counts(name="people")
    value = values[column.get_name()]
    steps = values.select(
        value=value,
        before=values.people.sum().over(ibis.cumulative_window(order_by=value)) - values.people,
        people=values.people,
        everybody=values.people.sum().over(ibis.window()),
    )
    ends: dict[str, ir.IntegerScalar] = {"people": steps.people.sum(), "top": steps.value.max()}
    for fifth in range(1, FIFTHS):
        full = fifth * steps.everybody
        upto = steps.before + steps.people
        ends[f"highest{fifth}"] = steps.value.min(where=upto * FIFTHS >= full)
        ends[f"lowest{fifth}"] = steps.value.min(where=steps.before * FIFTHS >= full)
    return _read(steps.aggregate(**ends).to_pyarrow().to_pylist()[0])


def _read(found: dict[str, Any]) -> _Fifths:
    people = int(found["people"] or 0)
    if not people:
        return _Fifths(0, NOTHING, NOTHING)
    highest = [int(found[f"highest{fifth}"]) for fifth in range(1, FIFTHS)]
    top = int(found["top"])
    lowest = [
        top + 1 if ended == top else int(found[f"lowest{fifth}"])
        for fifth, ended in enumerate(highest, start=1)
    ]
    return _Fifths(people, edges(highest), edges(lowest))


def _passed(conditions: Iterable[ir.BooleanValue]) -> ir.IntegerValue:
    """How many of them hold."""
    return reduce(add, (sales.number(condition) for condition in conditions))
