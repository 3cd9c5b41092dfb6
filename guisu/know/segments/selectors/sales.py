"""One person's orders, as the rules of this room take them."""

from datetime import datetime

from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import zone
from guisu.know.commerce import selectors as commerce
from guisu.know.customers.models import Customer
from guisu.know.segments.domain.sales import Sale

TOLD = ("placed_at", "status", "currency", "total_minor", "refunded_minor")


def sales_of(scope: Scope, customer: Customer, *, at: datetime) -> list[Sale]:
    """What `customer` (a root) ordered up to `at`, as far as `scope` sees it; in no order."""
    here = zone()
    orders = commerce.orders_of(scope, customer).filter(placed_at__lte=at).order_by()
    return [
        Sale(placed_at.astimezone(here).date(), *amounts)
        for placed_at, *amounts in orders.values_list(*TOLD)
    ]
