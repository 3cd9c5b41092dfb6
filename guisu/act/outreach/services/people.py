"""Holding persons, so that nobody merges them, or speaks to them, meanwhile."""

from collections.abc import Iterable

from django.db import connection

from guisu.know.customers.models import Customer
from guisu.know.customers.services import forest


def hold(rows: Iterable[int]) -> None:
    """Hold all rows of the persons whom `rows` belong to, until the transaction ends.

    On SQLite whoever writes does so alone: there is nobody to be kept from them.
    """
    if connection.vendor == "sqlite":
        return
    ids = set(rows)
    while ids:
        held = {each.pk for each in forest.rows_with(ids)}
        named = Customer.objects.filter(pk__in=held).values_list("merged_into", flat=True)
        ids = held.union(each for each in named if each)
        if ids == held:
            return
