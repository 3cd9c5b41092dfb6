"""What people bought, as far as somebody may know it: staff of stores count their stores'."""

from typing import Any

from django.db.models import Count, F, Max, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import installation
from guisu.know.commerce.models import Order, Purchases
from guisu.know.commerce.people import conditions
from guisu.know.commerce.selectors import COUNTS, NET
from guisu.know.customers import selectors as customers

COUNTED = Count("pk", filter=COUNTS)


def purchases_of(scope: Scope, root_ids: list[int]) -> dict[int, Purchases]:
    """What each of these people bought, in the stores that `scope` sees; the others are absent.

    For staff of stores the rows are counted now and not stored.
    """
    if scope.stores is None:
        return {row.pk: row for row in Purchases.objects.filter(pk__in=root_ids)}
    root = Coalesce("customer__merged_into", "customer")
    theirs = customers.rows_of_all(root_ids)
    sums = (
        Order.objects.filter(customer__in=theirs, store__in=scope.stores)
        .order_by()
        .values(root=root)
        .annotate(orders=COUNTED, spent=_spent(), last=Max("placed_at", filter=COUNTS))
    )
    return {
        row["root"]: Purchases(
            customer_id=row["root"],
            orders=row["orders"],
            spent_minor=row["spent"],
            last_order_at=row["last"],
        )
        for row in sums
    }


def bought_within(scope: Scope) -> dict[str, Any]:
    """Orders, spending and buyer as `scope` may know them: staff of stores count their stores'."""
    if scope.stores is None:
        names = ("purchases__spent_minor", "purchases__orders", "purchases__customer_id")
        return dict(zip(("spent_minor", "order_count", "buyer_id"), map(F, names), strict=True))
    there = Order.objects.filter(customer__in=conditions.rows(), store__in=scope.stores)
    sums = there.order_by().values(one=Value(1)).annotate(orders=COUNTED, spent=_spent())
    return {
        "spent_minor": Coalesce(Subquery(sums.values("spent")[:1]), 0),
        "order_count": Coalesce(Subquery(sums.values("orders")[:1]), 0),
        "buyer_id": F("pk"),
    }


def _spent() -> Sum:
    return Sum(NET, filter=Q(currency=installation().currency), default=0)
