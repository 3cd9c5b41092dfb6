"""Taking first moments back to people's earliest orders, where the latest of a file's batch stood.

For migrations: all models come from `apps`.
"""

from typing import Any

from django.apps.registry import Apps
from django.db.models import F, Min, Q, QuerySet

from guisu.ground.jobs.batches import AT_ONCE, in_batches

FIRST = ("first_seen_at", "own_first_seen_at")


def repair(apps: Apps, *, at_once: int = AT_ONCE) -> None:
    """Of everybody who is not erased, and of those they were merged into. Safe to repeat."""
    people = apps.get_model("customers", "Customer").objects.filter(erased_at=None)
    # A root's own moment stands apart from what it shows; the other rows have one moment.
    own = Q(own_first_seen_at=None) | Q(orders__placed_at__lt=F("own_first_seen_at"))
    late = people.filter(
        own, Q(orders__placed_at__lt=F("first_seen_at")) | Q(own_first_seen_at__isnull=False)
    )
    in_batches(
        apps,
        "first seen by orders",
        late.distinct(),
        lambda rows: _take_back(apps, rows),
        at_once=at_once,
    )


def _take_back(apps: Apps, rows: QuerySet[Any]) -> None:
    model = rows.model
    held = {row.pk: row for row in model.objects.filter(pk__in=rows.values("pk"))}
    first = dict(
        model.objects.filter(pk__in=held).values_list("pk").annotate(Min("orders__placed_at"))
    )
    roots = {row.merged_into_id for row in held.values() if row.merged_into_id} - held.keys()
    held |= {row.pk: row for row in model.objects.filter(pk__in=roots)}
    for pk, earliest in first.items():
        row = held[pk]
        if row.own_first_seen_at:
            row.own_first_seen_at = min(row.own_first_seen_at, earliest)
        for each in {pk, row.merged_into_id or pk}:
            held[each].first_seen_at = min(held[each].first_seen_at, earliest)
    model.objects.bulk_update(held.values(), FIRST, batch_size=500)
    change = apps.get_model("warehouse", "Change")
    change.objects.bulk_create(
        [change(dimension="customers", row_id=pk) for pk in sorted(held)], batch_size=1_000
    )
