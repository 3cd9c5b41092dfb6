"""People's orders, read from the operational store."""

from collections import defaultdict
from collections.abc import Collection

from guisu.ground.kernel.instants import milliseconds
from guisu.know.commerce.models import Order, OrderLine
from guisu.know.segments.families.orders import struct as s
from guisu.know.segments.families.orders.facts import Line, Sale, Sales
from guisu.know.segments.wanted import Wanted


def load(wanted: Wanted) -> dict[int, Sales]:
    """Safe to ask again: read once for all families that look at orders."""
    return wanted.once("orders", lambda: _read(wanted))


def _read(wanted: Wanted) -> dict[int, Sales]:
    orders = list(Order.objects.filter(customer_id__in=wanted.row_ids).order_by("pk"))
    with_lines = any(isinstance(leaf, s.Own) and leaf.only.asks_lines for leaf in wanted.leaves)
    lines = _lines([order.pk for order in orders] if with_lines else [])
    gathered: dict[int, list[Sale]] = defaultdict(list)
    for order in orders:
        gathered[wanted.row_ids[order.customer_id or 0]].append(
            Sale(
                at=milliseconds(order.placed_at),
                status=order.status,
                currency=order.currency,
                total_minor=order.total_minor,
                refunded_minor=order.refunded_minor,
                store_id=order.store_id,
                channel=order.channel,
                lines=tuple(lines[order.pk]),
            )
        )
    return {root: Sales(tuple(sales)) for root, sales in gathered.items()}


def _lines(order_ids: Collection[int]) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    held = OrderLine.objects.filter(order__in=order_ids)
    for order_id, amount, product_id, tier, category in held.values_list(
        "order_id", "amount_minor", "product_id", "product__tier", "product__category"
    ):
        lines[order_id].append(Line(amount, product_id, tier or "", category or ""))
    return lines
