"""Orders for the console's tests, told as a shop tells them."""

from datetime import datetime
from itertools import count

from django.db import transaction

from guisu.ground.staff.models import Store
from guisu.know.commerce import services
from guisu.know.commerce.domain import LineTold, OrderTold
from guisu.know.commerce.models import Order
from guisu.know.customers.models import Customer
from tests import make

_numbers = count(1)


def order(
    customer: Customer | None = None,
    *,
    total: int = 10_000,
    store: Store | None = None,
    status: str = "completed",
    placed_at: datetime = make.NOON,
    sku: str = "A1",
) -> Order:
    """One order of one line; `total` in fen."""
    number = f"N{next(_numbers)}"
    told = OrderTold(
        channel="shop",
        number=number,
        customer_id=customer.pk if customer else None,
        store_id=store.pk if store else None,
        status=status,
        status_at=placed_at,
        placed_at=placed_at,
        currency="CNY",
        total_minor=total,
        lines=(LineTold(sku, f"Product {sku}", 1, total, total),),
    )
    with transaction.atomic():
        services.record_orders([told], source="test", at=placed_at)
    return Order.objects.get(number=number)
