"""What the models of customer value look at, read from the orders of a population.

Days are calendar days in the installation's zone. A day with several orders counts once: parts
of one purchase are told as several orders more often than anybody comes back within the day.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from guisu.know.segments.domain.clv.calibration import Came, Known
from guisu.know.segments.domain.clv.histories import Histories, Whole
from guisu.know.segments.measures.sales import counts, earned, number, of_the_living
from guisu.know.segments.population import Population


@dataclass(frozen=True, slots=True)
class Buyers:
    """Everybody who ordered, by ascending `customer_ids`; one position a person.

    `known.mean`: minor units of the installation's currency that a day with an order in that
    currency brought, the first such day included, less refunds and returns; 0 at least.
    """

    customer_ids: Whole
    known: Known
    since: date

    def __len__(self) -> int:
        return len(self.customer_ids)


def summary(population: Population) -> ir.Table:
    """One row a person who ordered: `days`, `first`, `last`; `paid_days` and `minor` in currency.

    Cancelled orders count for nothing; goods back lower `minor` and are no day with an order.
    """
    days = _days(population)
    is_day = days.orders > 0
    people = days.group_by("customer_id").aggregate(
        days=number(is_day).sum().cast("int64"),
        first=days.local_date.min(where=is_day),
        last=days.local_date.max(where=is_day),
        paid_days=number(days.paid > 0).sum().cast("int64"),
        minor=days.minor.sum().cast("int64"),
    )
    return of_the_living(people.filter(people.days > 0), population).order_by("customer_id")


def buyers(population: Population) -> Buyers:
    """As of the population's day, today the last one."""
    found = summary(population).to_pyarrow()
    first, last = _dates(found, "first"), _dates(found, "last")
    today = np.datetime64(population.today, "D")
    paid = _whole(found, "paid_days")
    minor = np.maximum(_whole(found, "minor"), 0)
    histories = Histories.of(
        _whole(found, "days") - 1, (last - first).astype(np.int64), (today - first).astype(np.int64)
    )
    known = Known(histories, paid, np.where(paid > 0, minor / np.maximum(paid, 1), 0.0))
    since = first.min().astype(date) if len(first) else population.today
    return Buyers(_whole(found, "customer_id"), known, since)


def at_end_of(population: Population, day: date) -> Population:
    """The same people as they stood when `day` was over. Refunds given since are seen already."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, population.zone)
    return replace(population, as_of=midnight.astimezone(UTC) - timedelta(seconds=1))


def came(population: Population, known: Buyers, *, after: date, days: int) -> Came:
    """What the people of `known` ordered in the `days` that follow `after`."""
    each = _days(population)
    within = each.filter(each.local_date > after, each.local_date <= after + timedelta(days=days))
    found = within.select("customer_id", "local_date", "orders", "minor").to_pyarrow()
    people = _whole(found, "customer_id")
    is_known = np.isin(people, known.customer_ids)
    place = np.searchsorted(known.customer_ids, people)
    ordered = is_known & (_whole(found, "orders") > 0)
    day = (_dates(found, "local_date") - np.datetime64(after, "D")).astype(np.int64) - 1
    minor = np.bincount(
        place[is_known], weights=_whole(found, "minor")[is_known], minlength=len(known)
    )
    return Came(
        orders=np.bincount(place[ordered], minlength=len(known)),
        minor=minor.astype(np.int64),
        by_day=np.bincount(day[ordered], minlength=days),
    )


def _days(population: Population) -> ir.Table:
    """One row a person and day: orders, those in currency, and minor units earned."""
    orders = population.orders
    told = orders.select(
        "customer_id",
        "local_date",
        counted=number(counts(orders)),
        paid=number(counts(orders) & (orders.currency == population.currency)),
        minor=earned(orders, population.currency),
    )
    return told.group_by("customer_id", "local_date").aggregate(
        orders=told.counted.sum(), paid=told.paid.sum(), minor=told.minor.sum()
    )


def _whole(table: pa.Table, name: str) -> Whole:
    return np.asarray(table[name].to_numpy(), dtype=np.int64)


def _dates(table: pa.Table, name: str) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.asarray(table[name].to_numpy(), dtype="datetime64[D]")
