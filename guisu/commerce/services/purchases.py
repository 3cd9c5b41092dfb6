"""What each person has bought in all, counted anew from orders whenever these change."""

import json
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q

from guisu.commerce.models import Purchases
from guisu.customers.models import Customer
from guisu.staff.selectors import installation

COUNT = """
    INSERT INTO commerce_purchases
        (customer_id, orders, spent_minor, first_order_at, last_order_at)
    SELECT
        COALESCE(person.merged_into_id, person.id),
        COUNT(CASE WHEN told.status NOT IN ('cancelled', 'returned') THEN 1 END),
        CAST(SUM(
            CASE WHEN told.currency = %s AND told.status <> 'cancelled'
            THEN told.total_minor - told.refunded_minor ELSE 0 END
        ) AS bigint),
        MIN(CASE WHEN told.status NOT IN ('cancelled', 'returned') THEN told.placed_at END),
        MAX(CASE WHEN told.status NOT IN ('cancelled', 'returned') THEN told.placed_at END)
    FROM {given}
    JOIN customers_customer AS person ON person.id = given.value
    JOIN commerce_order AS told ON told.customer_id = person.id
    GROUP BY COALESCE(person.merged_into_id, person.id)
"""
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
    if connection.features.has_select_for_update:
        locked = Customer.objects.select_for_update().filter(pk__in=roots).order_by("pk")
        list(locked.values_list("pk"))
    of_persons = Customer.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))
    persons = set(of_persons.values_list("pk", flat=True))
    Purchases.objects.filter(customer__in=persons | ids).delete()
    _count_anew(sorted(persons))


def rebuild_all_purchases() -> None:
    """Count anew for everybody: after the installation's currency changed. Safe to repeat."""
    last = 0
    customers = Customer.objects.order_by("pk").values_list("pk", flat=True)
    while ids := list(customers.filter(pk__gt=last)[:BATCH]):
        rebuild_purchases(ids)
        last = ids[-1]


def _count_anew(persons: list[int]) -> None:
    """Write the purchases of root rows in one statement; who has no order gets none."""
    given: str | list[int]
    if connection.vendor == "postgresql":
        source, given = "unnest(%s::bigint[]) AS given (value)", persons
    else:
        source, given = "json_each(%s) AS given", json.dumps(persons)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(given=source), [installation().currency, given])
