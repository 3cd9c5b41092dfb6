"""What deliveries hold about a person: what was said to them, where, and what became of it."""

from collections.abc import Collection, Sequence
from typing import Any

from guisu.act.outreach.domain.codes import Code
from guisu.act.outreach.models import Delivery
from guisu.know.customers.holdings import Name

State = Delivery.State


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    held = Delivery.objects.filter(customer__in=row_ids).select_related("cause")
    return [
        {
            "why": str(one.cause),
            "channel": one.channel,
            "purpose": one.cause.purpose,
            "address": one.address,
            "variables": one.variables,
            "state": one.state,
            "step": one.step,
            "reason": one.code,
            "due_at": one.due_at and one.due_at.isoformat(),
        }
        for one in held.order_by("pk")
    ]


def erase(row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """Address and variables go, and what waits is not said; that something was said stays."""
    held = Delivery.objects.filter(customer__in=row_ids)
    waiting = held.filter(state=State.WAITING, held_until=None)
    waiting.update(state=State.DROPPED, code=Code.ERASED, counted_at=None)
    # A room is asking for it in this moment, and will not find whose it was.
    asking = held.filter(state=State.WAITING, cause__words=None)
    asking.update(state=State.UNKNOWN, code=Code.ERASED, held_until=None)
    held.update(address="", variables={}, reference="")
