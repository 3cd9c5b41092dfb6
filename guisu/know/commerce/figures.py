"""What products sold and what many orders sum up to, read from the warehouse.

Quick however many there are, and a moment behind: `warehouse.selectors.as_of` says how far. All
raise `WarehouseAway` while the tables cannot be read.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from guisu.ground.staff.domain import Scope
from guisu.ground.warehouse import tables
from guisu.ground.warehouse.selectors import among
from guisu.ground.warehouse.steadiness import steady
from guisu.know.commerce.listing import OrdersWanted, OrderTotals, Sales
from guisu.know.commerce.models import Order

CANCELLED, RETURNED = Order.Status.CANCELLED.value, Order.Status.RETURNED.value
NO_NUMBERS = "the warehouse has no order numbers"


@steady
def order_totals(scope: Scope, wanted: OrdersWanted) -> list[OrderTotals]:
    """As `listing.totals` over the orders that `wanted` finds; a number must not be asked for."""
    orders = _wanted(_seen(scope), wanted)
    live = orders.status != CANCELLED
    sums = orders.group_by("currency").aggregate(
        orders=(live & (orders.status != RETURNED)).sum().cast("int64"),
        cancelled=(~live).sum().cast("int64"),
        total_minor=live.ifelse(orders.total_minor, 0).sum().cast("int64"),
        refunded_minor=live.ifelse(orders.refunded_minor, 0).sum().cast("int64"),
    )
    found = [OrderTotals(**row) for row in sums.to_pyarrow().to_pylist()]
    return sorted(found, key=lambda each: -each.orders)


@steady
def sold_by_product(scope: Scope, product_ids: Sequence[int]) -> dict[int, list[Sales]]:
    """What each of these products sold within `scope`, one a currency; those never sold: absent.

    Cancelled orders are left out, returns lower it.
    """
    lines = _sold(scope, product_ids)
    sums = lines.group_by(["product_id", "currency"]).aggregate(
        units=lines.quantity.sum().cast("int64"),
        revenue_minor=lines.amount_minor.sum().cast("int64"),
    )
    sold: dict[int, list[Sales]] = {}
    for row in sums.order_by("currency").to_pyarrow().to_pylist():
        sold.setdefault(row.pop("product_id"), []).append(Sales(**row))
    return sold


@steady
def sales_of(scope: Scope, product_id: int) -> list[Sales]:
    """What one product sold within `scope`, with its orders and its buyers: persons, once each."""
    lines = _sold(scope, [product_id])
    by_order = lines.group_by(["currency", "order_id", "customer_id"]).aggregate(
        units=lines.quantity.sum(), revenue=lines.amount_minor.sum()
    )
    by_person = by_order.group_by(["currency", "customer_id"]).aggregate(
        orders=by_order.count(), units=by_order.units.sum(), revenue=by_order.revenue.sum()
    )
    sums = by_person.group_by("currency").aggregate(
        units=by_person.units.sum().cast("int64"),
        revenue_minor=by_person.revenue.sum().cast("int64"),
        orders=by_person.orders.sum().cast("int64"),
        buyers=by_person.customer_id.count(),
    )
    return [Sales(**row) for row in sums.order_by("currency").to_pyarrow().to_pylist()]


@steady
def latest_orders_with(scope: Scope, product_id: int, *, limit: int) -> list[int]:
    """Ids of the orders of `scope` that hold the product, the latest first."""
    lines = _in_stores(tables.table("order_lines"), scope)
    holding = lines.filter(lines.product_id == product_id)
    orders = holding.group_by(["order_id", "placed_at"]).aggregate(lines=holding.count())
    latest = orders.order_by([orders.placed_at.desc(), orders.order_id.desc()]).limit(limit)
    return [row["order_id"] for row in latest.to_pyarrow().to_pylist()]


@steady
def rooted_in(source: str, *, limit: int) -> set[int]:
    """Roots of people who came from `source`, at most `limit` of them."""
    people = tables.customers()
    came = people.filter(people.source == source, people.customer_id == people.root_id)
    return {row["root_id"] for row in came.select("root_id").limit(limit).to_pyarrow().to_pylist()}


@steady
def few_orders(scope: Scope, wanted: OrdersWanted, *, limit: int) -> list[int] | None:
    """Ids of the orders that `wanted` finds, as loaded; None: more than `limit`."""
    orders = _wanted(_seen(scope), wanted)
    found = orders.select("order_id").limit(limit + 1).to_pyarrow().to_pylist()
    return [row["order_id"] for row in found] if len(found) <= limit else None


def _seen(scope: Scope) -> Any:
    return _in_stores(tables.table("orders"), scope)


def _wanted(orders: Any, wanted: OrdersWanted) -> Any:
    if wanted.text:
        raise ValueError(NO_NUMBERS)
    for column, value in (
        ("store_id", wanted.store_id),
        ("status", wanted.status),
        ("channel", wanted.channel),
    ):
        if value not in {None, ""}:
            orders = orders.filter(orders[column] == value)
    if wanted.placed_from is not None:
        orders = orders.filter(orders.placed_at >= _naive(wanted.placed_from))
    if wanted.placed_before is not None:
        orders = orders.filter(orders.placed_at < _naive(wanted.placed_before))
    return orders


def _sold(scope: Scope, product_ids: Sequence[int]) -> Any:
    """Lines of these products in orders that count."""
    lines = _in_stores(tables.table("order_lines"), scope)
    return lines.filter(lines.status != CANCELLED, among(lines.product_id, product_ids))


def _in_stores(sold: Any, scope: Scope) -> Any:
    return sold if scope.stores is None else sold.filter(among(sold.store_id, scope.stores))


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
