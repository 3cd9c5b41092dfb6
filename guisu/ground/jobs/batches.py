"""Changing stored rows in batches as a folder is upgraded: killed anywhere, never twice."""

from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import transaction
from django.db.models import Model, QuerySet

AT_ONCE = 5_000
Batch = QuerySet[Any]


def in_batches(
    apps: Apps,
    name: str,
    rows: Batch,
    change: Callable[[Batch], None],
    *,
    at_once: int = AT_ONCE,
) -> None:
    """Have `change` change all of `rows`, some at a time, in the order of their numbers.

    Each batch and the note of how far it came commit together, so the migration must not be
    atomic itself. `name` is the change's own, for ever.
    """
    place = apps.get_model("jobs", "UpgradePlace")
    is_left = rows.exists()
    while is_left:
        is_left = _next(place, name, rows, change, at_once)


def _next(
    places: type[Model], name: str, rows: Batch, change: Callable[[Batch], None], at_once: int
) -> bool:
    kept = places._default_manager
    with transaction.atomic():
        place, _ = kept.select_for_update().get_or_create(name=name)
        left = rows.filter(pk__gt=place.through).order_by("pk")  # type: ignore[attr-defined]
        numbers = list(left.values_list("pk", flat=True)[:at_once])
        if numbers:
            change(left.filter(pk__lte=numbers[-1]).order_by())
            kept.filter(pk=name).update(through=numbers[-1])
    return bool(numbers)
