"""Orders and products as the warehouse has them. Mark `orders` for an order with all it holds."""

from collections.abc import Iterable, Sequence

from guisu.ground.database.columns import IsAmong, Milliseconds
from guisu.ground.warehouse.domain import Dimension, Kind, Row, Table
from guisu.know.commerce.models import Order, OrderLine, Product, Refund

ORDERS = Table(
    "orders",
    {
        "order_id": Kind.WHOLE,
        "row_id": Kind.WHOLE,
        "store_id": Kind.WHOLE,
        "channel": Kind.TEXT,
        "status": Kind.TEXT,
        "placed_at": Kind.INSTANT,
        "currency": Kind.TEXT,
        "total_minor": Kind.WHOLE,
        "refunded_minor": Kind.WHOLE,
        "quantity": Kind.WHOLE,
    },
    dated_by="placed_at",
)
ORDER_LINES = Table(
    "order_lines",
    {
        "order_id": Kind.WHOLE,
        "line_id": Kind.WHOLE,
        "product_id": Kind.WHOLE,
        "quantity": Kind.WHOLE,
        "unit_minor": Kind.WHOLE,
        "amount_minor": Kind.WHOLE,
        # Of the order, which is read anew with its lines: questions about products need no join.
        "row_id": Kind.WHOLE,
        "store_id": Kind.WHOLE,
        "status": Kind.TEXT,
        "currency": Kind.TEXT,
        "placed_at": Kind.INSTANT,
    },
    dated_by="placed_at",
)
REFUNDS = Table(
    "refunds",
    {
        "order_id": Kind.WHOLE,
        "refund_id": Kind.WHOLE,
        "amount_minor": Kind.WHOLE,
        "refunded_at": Kind.INSTANT,
    },
    dated_by="refunded_at",
)
PRODUCTS = Table(
    "products",
    {
        "product_id": Kind.WHOLE,
        "sku": Kind.TEXT,
        "name": Kind.TEXT,
        "tier": Kind.TEXT,
        "category": Kind.TEXT,
        "price_minor": Kind.WHOLE,
        "currency": Kind.TEXT,
        "is_listed": Kind.FLAG,
    },
)


def _orders(ids: Sequence[int]) -> Iterable[Row]:
    return Order.objects.filter(IsAmong("pk", ids)).values_list(
        "pk",
        "customer_id",
        "store_id",
        "channel",
        "status",
        Milliseconds("placed_at"),
        "currency",
        "total_minor",
        "refunded_minor",
        "quantity",
    )


def _order_keys(after: int, limit: int) -> Sequence[int]:
    rows = Order.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _order_lines(ids: Sequence[int]) -> Iterable[Row]:
    return OrderLine.objects.filter(IsAmong("order_id", ids)).values_list(
        "order_id",
        "pk",
        "product_id",
        "quantity",
        "unit_minor",
        "amount_minor",
        "order__customer_id",
        "order__store_id",
        "order__status",
        "order__currency",
        Milliseconds("order__placed_at"),
    )


def _refunds(ids: Sequence[int]) -> Iterable[Row]:
    return Refund.objects.filter(IsAmong("order_id", ids)).values_list(
        "order_id", "pk", "amount_minor", Milliseconds("at")
    )


def _products(ids: Sequence[int]) -> Iterable[Row]:
    return Product.objects.filter(IsAmong("pk", ids)).values_list(
        "pk", "sku", "name", "tier", "category", "price_minor", "currency", "is_listed"
    )


def _product_keys(after: int, limit: int) -> Sequence[int]:
    rows = Product.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


DIMENSIONS = (
    Dimension(ORDERS, _orders, _order_keys),
    Dimension(ORDER_LINES, _order_lines, _order_keys, told_as=ORDERS.name),
    Dimension(REFUNDS, _refunds, _order_keys, told_as=ORDERS.name),
    Dimension(PRODUCTS, _products, _product_keys),
)
