"""What each person has bought in all, counted anew from orders whenever these change."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from guisu.commerce.models import Order, Purchases
from guisu.customers.models import Customer
from guisu.database import rows
from guisu.staff.selectors import installation

COLUMNS = ("customer_id", "orders", "spent_minor", "first_order_at", "last_order_at")
COUNTS = ~Q(status__in=[Order.Status.CANCELLED, Order.Status.RETURNED])
BATCH = 5_000


@transaction.atomic
def rebuild_purchases(row_ids: Iterable[int]) -> None:
    """Count anew for the persons to whom these customer rows belong.

    `spent_minor` sums orders in the installation's currency only: other currencies are not
    converted and not counted in it, though their orders count as orders.
    """
    ids = set(row_ids)
    if not ids:
        return
    named = Customer.objects.filter(pk__in=ids).values_list("pk", "merged_into_id")
    roots = {merged_into or pk for pk, merged_into in named}
    # Whoever changes a person's orders at the same time counts after us, and sees ours.
    list(Customer.objects.select_for_update().filter(pk__in=roots).order_by("pk").values_list("pk"))
    of_persons = Customer.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))
    persons = set(of_persons.values_list("pk", flat=True))
    Purchases.objects.filter(customer__in=persons | ids).delete()
    rows.insert(Purchases, COLUMNS, _counted(Order.objects.filter(customer__in=persons)))


def rebuild_all_purchases() -> None:
    """Count anew for everybody: after the installation's currency changed. Safe to repeat."""
    last = 0
    customers = Customer.objects.order_by("pk").values_list("pk", flat=True)
    while ids := list(customers.filter(pk__gt=last)[:BATCH]):
        rebuild_purchases(ids)
        last = ids[-1]


def _counted(orders: QuerySet[Order]) -> list[tuple[Any, ...]]:
    net = Case(
        When(
            Q(currency=installation().currency) & ~Q(status=Order.Status.CANCELLED),
            F("total_minor") - F("refunded_minor"),
        ),
        default=Value(0),
    )
    found = (
        orders.order_by()
        .values(root=Coalesce("customer__merged_into_id", "customer_id"))
        .annotate(
            counted=Count("pk", filter=COUNTS),
            spent=Sum(net),
            first=Min("placed_at", filter=COUNTS),
            last=Max("placed_at", filter=COUNTS),
        )
        .values_list("root", "counted", "spent", "first", "last")
    )
    return [
        (root, counted, int(spent), first and rows.stored(first), last and rows.stored(last))
        for root, counted, spent, first, last in found
    ]
