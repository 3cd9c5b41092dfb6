"""Figures of days, read from the warehouse by Ibis; counted exactly, by grouping."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from guisu.ground.events import facts
from guisu.ground.events.domain import OURS
from guisu.ground.events.services import end_of_log
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation, zone
from guisu.ground.warehouse import shape, tables
from guisu.ground.warehouse.domain import AsOf, DayFigures, HomeFigures
from guisu.ground.warehouse.models import Change
from guisu.ground.warehouse.steadiness import steady

SHORTEST = 8
NOT_SALES = ("cancelled", "returned")
CANCELLED = "cancelled"


@steady
def home_figures(scope: Scope, *, at: datetime, days: int = 30) -> HomeFigures:
    """The last `days` days (at least 8) up to the one that `at` falls in, as far as loaded.

    Staff of stores get the orders of their stores, and the people whom their stores know.
    Raises `NotPermitted`, and `WarehouseAway` while the tables cannot be read.
    """
    scope.require(Permission.SEE_FIGURES)
    today = at.astimezone(zone()).date()
    first = today - timedelta(days=max(days, SHORTEST) - 1)
    currency = installation().currency
    figures: dict[date, dict[str, int]] = {}
    for table in (
        _sales(scope, first, today, currency),
        _newcomers(scope, first, today),
        _activity(scope, first, today),
    ):
        for row in table.to_pyarrow().to_pylist():
            figures.setdefault(row.pop("local_date"), {}).update(row)
    span = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    found = tuple(DayFigures(day, **figures.get(day, {})) for day in span)
    return HomeFigures(found, currency, as_of())


@steady
def as_of() -> AsOf:
    """How far loading has come, against the operational store at this moment."""
    marks = {row["name"]: row for row in tables.progress().to_pyarrow().to_pylist()}
    position = int(marks[shape.LOG]["position"])
    loaded = marks.get(shape.LOADED)
    return AsOf(
        event_id=position,
        loaded_at=datetime.fromisoformat(loaded["note"]) if loaded else None,
        waiting=max(end_of_log() - position, 0) + Change.objects.count(),
    )


@steady
def unanswered(properties: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (kind of event, property) of which not all loaded events were looked through."""
    marks = {row["name"]: row["position"] for row in tables.progress().to_pyarrow().to_pylist()}
    end = marks.get(shape.LOG, 0)
    return {each for each in properties if marks.get(shape.asked(*each), 0) < end}


@steady
def sizes() -> dict[str, int]:
    """Rows of each table."""
    names = [table.name for table in shape.tables()]
    return {name: int(tables.table(name).count().to_pyarrow().as_py()) for name in names}


def status() -> dict[str, Any]:
    """How far loading has come and how many rows each table has, as JSON holds it."""
    reached = as_of()
    return {
        "sizes": sizes(),
        "loaded_at": reached.loaded_at.isoformat() if reached.loaded_at else None,
        "event_id": reached.event_id,
        "waiting": reached.waiting,
    }


def _sales(scope: Scope, first: date, last: date, currency: str) -> ir.Table:
    orders = _between(tables.table("orders"), first, last)
    if scope.stores is not None:
        orders = orders.filter(among(orders.store_id, scope.stores))
    net = orders.total_minor - orders.refunded_minor
    earns = (orders.status != CANCELLED) & (orders.currency == currency)
    return orders.group_by("local_date").aggregate(
        orders=orders.status.notin(NOT_SALES).sum().cast("int64"),
        revenue_minor=earns.ifelse(net, 0).sum().cast("int64"),
    )


def _newcomers(scope: Scope, first: date, last: date) -> ir.Table:
    """People by the day on which the first of their rows was seen."""
    customers = tables.customers()
    if scope.stores is not None:
        customers = customers.filter(customers.root_id.isin(_known_to(scope.stores)))
    # Only roots with a row of these days need all their rows looked at.
    recent = _between(customers, first, last).root_id
    rows = customers.filter(customers.root_id.isin(recent))
    people = rows.group_by("root_id").aggregate(local_date=rows.local_date.min())
    people = _between(people, first, last)
    return people.group_by("local_date").aggregate(new_customers=people.count())


def _activity(scope: Scope, first: date, last: date) -> ir.Table:
    """Events, and people who did something; two steps of grouping count people exactly."""
    events = _between(tables.events(), first, last)
    if scope.stores is not None:
        events = events.filter(events.customer_id.isin(_known_to(scope.stores)))
    did = (events.source != OURS) | events.kind.notin(sorted(facts.not_by_people()))
    each = events.group_by(["local_date", "customer_id"]).aggregate(
        times=events.count(), acts=did.sum()
    )
    return each.group_by("local_date").aggregate(
        active_customers=((each.customer_id > 0) & (each.acts > 0)).sum().cast("int64"),
        events=each.times.sum().cast("int64"),
    )


def _known_to(stores: Iterable[int]) -> ir.Column:
    """Roots of the people of whom a row is known to one of the stores."""
    known = tables.table("customer_stores")
    return known.filter(among(known.store_id, stores)).customer_id


def among(column: Any, values: Iterable[int]) -> ir.BooleanValue:
    """Whether the column's value is one of `values`, of which there may be none."""
    wanted = sorted(values)
    return column.isin(wanted) if wanted else ibis.literal(False)


def _between(table: ir.Table, first: date, last: date) -> ir.Table:
    return table.filter(table.local_date >= first, table.local_date <= last)
