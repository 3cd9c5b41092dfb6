"""Stores as the warehouse has them; registered here, for staff stands below this room."""

from collections.abc import Iterable, Sequence

from guisu.ground.staff.models import Store
from guisu.ground.warehouse import services
from guisu.ground.warehouse.domain import Dimension, Kind, Row, Table

STORES = Table(
    "stores",
    {
        "store_id": Kind.WHOLE,
        "name": Kind.TEXT,
        "code": Kind.TEXT,
        "region": Kind.TEXT,
        "is_open": Kind.FLAG,
    },
)


def mark(pk: int) -> None:
    """Have the store fetched anew."""
    services.mark_changed(STORES.name, [pk])


def _read(ids: Sequence[int]) -> Iterable[Row]:
    rows = Store.objects.filter(pk__in=ids).order_by("pk")
    return rows.values_list("pk", "name", "code", "region", "is_open")


def _keys(after: int, limit: int) -> Sequence[int]:
    rows = Store.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


DIMENSION = Dimension(STORES, _read, _keys)
