"""What messages hold about a person: which were for them, and what became of each."""

from collections.abc import Collection, Sequence
from typing import Any

from guisu.act.messaging.models import Recipient
from guisu.know.customers.holdings import Name


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    held = Recipient.objects.filter(customer__in=row_ids).select_related("broadcast")
    return [
        {
            "title": one.broadcast.title,
            "state": one.state,
            "reason": one.reason,
            "at": (one.sent_at or one.counted_at).isoformat(),
        }
        for one in held.order_by("pk")
    ]


def erase(row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """Their id goes and with it every further copy; that there was somebody stays, as counts do."""
    held = Recipient.objects.filter(customer__in=row_ids)
    held.filter(state=Recipient.State.WAITING).update(state=Recipient.State.NOT_SENT)
    held.update(receiver="", customer=None)
