"""What segments hold about a person: in which they are, and when they came and went."""

from collections.abc import Collection, Sequence
from typing import Any

from guisu.know.customers.holdings import Name
from guisu.know.segments.models import Crossing, Member


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    inside = Member.objects.filter(customer__in=row_ids).select_related("segment").order_by("pk")
    moved = Crossing.objects.filter(customer__in=row_ids).select_related("segment").order_by("pk")
    return [
        {"segment": each.segment.name, "member_since": each.since.isoformat()} for each in inside
    ] + [
        {
            "segment": each.segment.name,
            "entered" if each.entered else "left": each.at.isoformat(),
        }
        for each in moved
    ]


def erase(row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """The person leaves every segment; that somebody came and went stays, as figures need it."""
    Member.objects.filter(customer__in=row_ids).delete()
