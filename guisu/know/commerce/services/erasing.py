"""A person's right over orders: to be given them, and that they stay without a name."""

from collections.abc import Collection, Sequence
from typing import Any

from guisu.know.commerce.models import Order, Refund
from guisu.know.customers.holdings import Name


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The person's orders with lines, history and refunds; amounts in minor units."""
    orders = Order.objects.filter(customer__in=row_ids).order_by("placed_at", "pk")
    wanted = orders.select_related("store").prefetch_related(
        "lines__product", "refunds", "status_changes"
    )
    return [_told(order) for order in wanted.iterator(chunk_size=500)]


def erase(row_ids: Sequence[int], names: Collection[Name]) -> None:
    """Empty why money was given back, in somebody's words; amounts and orders stay."""
    Refund.objects.filter(order__customer__in=row_ids).exclude(reason="").update(reason="")


def _told(order: Order) -> dict[str, Any]:
    plain = ("channel", "number", "status", "currency", "total_minor", "refunded_minor", "source")
    return {name: getattr(order, name) for name in plain} | {
        "placed_at": order.placed_at.isoformat(),
        "store": order.store.name if order.store else "",
        "lines": [
            {
                "sku": line.product.sku if line.product else "",
                "name": line.product.name if line.product else line.name,
                "quantity": line.quantity,
                "amount_minor": line.amount_minor,
            }
            for line in order.lines.all()
        ],
        "history": [
            {"status": change.status, "at": change.at.isoformat()}
            for change in order.status_changes.all()
        ],
        "refunds": [
            {
                "amount_minor": refund.amount_minor,
                "at": refund.at.isoformat(),
                "reason": refund.reason,
            }
            for refund in order.refunds.all()
        ],
    }
