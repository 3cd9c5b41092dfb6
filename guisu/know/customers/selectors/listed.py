"""People as lists of ids, which beat a look at everybody as long as few fit."""

from typing import Any

from django.db.models import QuerySet

from guisu.ground.database import rows
from guisu.know.customers.models import Customer

MOST_LISTED = 5_000  # beyond it so many fit that a walk by time soon fills a page


def roots_of(found: QuerySet[Any, Any], person: str) -> set[int] | None:
    """Roots of the rows that `person` of `found` leads to; None: of more than `MOST_LISTED`."""
    found = found.order_by()
    if found.values("pk")[MOST_LISTED : MOST_LISTED + 1]:
        return None
    pairs = rows.listed(found, f"{person}__merged_into", person)
    return {root or row for root, row in pairs if row is not None}


def ids_of(found: QuerySet[Customer]) -> set[int] | None:
    """Ids of `found`; None: of more than `MOST_LISTED`."""
    ids = {pk for (pk,) in rows.listed(found.order_by()[: MOST_LISTED + 1], "pk")}
    return ids if len(ids) <= MOST_LISTED else None
