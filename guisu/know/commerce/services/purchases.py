"""What each person has bought in all, counted anew from orders whenever these change."""

from collections.abc import Iterable

from django.db import connection, transaction

from guisu.ground.database import rows
from guisu.ground.staff.selectors import installation
from guisu.know.customers.models import Customer

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
    JOIN customers_customer AS person ON person.id = each.value
    JOIN commerce_order AS told ON told.customer_id = person.id
    GROUP BY COALESCE(person.merged_into_id, person.id)
"""
ROOTS = "SELECT DISTINCT COALESCE(merged_into_id, id) FROM customers_customer WHERE id "
PERSONS = "SELECT id FROM customers_customer WHERE id "
FORGET = "DELETE FROM commerce_purchases WHERE customer_id "
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
    is_one, given = rows.among(ids)
    roots = {root for (root,) in rows.read(ROOTS + is_one, [given])}
    # Whoever changes a person's orders at the same time counts after us, and sees ours.
    if connection.features.has_select_for_update:
        locked = Customer.objects.select_for_update().filter(pk__in=roots).order_by("pk")
        list(locked.values_list("pk"))
    is_root, given = rows.among(roots)
    members = rows.read(f"{PERSONS} {is_root} OR merged_into_id {is_root}", [given, given])
    persons = {person for (person,) in members}
    is_one, given = rows.among(persons | ids)
    rows.write(FORGET + is_one, [given])
    if persons:
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
    each, given = rows.spread(persons)
    rows.write(COUNT.format(given=each), [installation().currency, given])
