"""A person's right over their tags: to be given them, and that none is kept of who was erased."""

from collections.abc import Collection, Sequence
from typing import Any

from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.holdings import Name
from guisu.know.customers.models import TagChange, Tagging, Withheld


def export(row_ids: Sequence[int]) -> dict[str, Any]:
    """The tags that the person has, and everything that was given and taken; moments in UTC."""
    held = Tagging.objects.filter(customer__in=row_ids).select_related("tag", "batch")
    changes = TagChange.objects.filter(customer__in=row_ids).select_related("tag", "batch")
    return {
        "now": [
            {
                "tag": each.tag.name,
                "kind": each.tag.kind,
                "given_at": each.given_at.isoformat(),
                "source": each.batch.source,
                "why": each.batch.why,
            }
            for each in held.order_by("pk")
        ],
        "history": [
            {
                "tag": each.tag.name,
                "act": each.act,
                "at": each.at.isoformat(),
                "source": each.batch.source,
                "why": each.batch.why,
            }
            for each in changes.order_by("pk")
        ],
    }


def erase(row_ids: Sequence[int], names: Collection[Name]) -> None:
    """Take every tag, and forget that there ever was one. What batches counted stays."""
    for model in (Tagging, Withheld, TagChange):
        model._default_manager.filter(customer__in=row_ids).delete()
    mark_changed("taggings", row_ids)
