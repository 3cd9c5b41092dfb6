"""Copies that are no person's: for colleagues, for groups, or one for everybody.

Rooms carry these themselves. No consent, caps or holdout are asked; a stop holds for them too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from guisu.act.outreach.domain.codes import PRIORITIES, Code, Purpose, Receiver
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.services import settling
from guisu.act.outreach.services.carried import OPEN
from guisu.act.outreach.services.settling import Fate
from guisu.ground.jobs.owed import LONGEST_CALL

State = Delivery.State


@dataclass(frozen=True, slots=True)
class Others:
    """`ids` of colleagues or groups; of what is for everybody, none. `occurrence`: which time."""

    receiver: Receiver
    ids: tuple[int, ...] = ()
    occurrence: str = ""

    @property
    def named(self) -> list[dict[str, Any]]:
        """The column of each that says whom."""
        if self.receiver is Receiver.PUBLIC:
            return [{}]
        return [{f"{self.receiver.value}_id": pk} for pk in self.ids]


def owe(cause: Cause, to: Others, *, due_at: datetime) -> None:
    """Note that a copy is owed to each. Inside the caller's transaction; repeats change nothing."""
    told: dict[str, Any] = {
        "cause": cause,
        "occurrence": to.occurrence,
        "receiver": to.receiver.value,
        "connection_id": cause.connection_id,
        "channel": cause.channel,
        "due_at": due_at,
        "priority": PRIORITIES[Purpose(cause.purpose)],
    }
    rows = [Delivery(**told, **named) for named in to.named]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def begin(cause: Cause, to: Others, *, at: datetime) -> bool:
    """Mark them in the moment before the call. False: it was stopped, and they are left out."""
    owe(cause, to, due_at=at)
    waiting = _copies(cause, to).filter(state=State.WAITING)
    if Cause.objects.filter(pk=cause.pk, stopped_at__isnull=False).exists():
        _write(waiting, Fate(State.DROPPED, code=Code.STOPPED), at=at)
        return False
    waiting.update(held_until=at + LONGEST_CALL, first_tried_at=at)
    return True


@transaction.atomic
def came_to(cause: Cause, to: Others, fate: Fate, *, at: datetime) -> None:
    """Note it of those of which nothing final was known. Repeats change nothing."""
    open_still = _copies(cause, to).filter(OPEN)
    _write(open_still.exclude(state=fate.state, step=fate.step, code=fate.code), fate, at=at)


def _write(found: QuerySet[Delivery], fate: Fate, *, at: datetime) -> None:
    settling.write(list(found.values_list("pk", flat=True)), fate, at=at)


def _copies(cause: Cause, to: Others) -> QuerySet[Delivery]:
    found = Delivery.objects.filter(
        cause=cause, occurrence=to.occurrence, receiver=to.receiver.value
    )
    if to.receiver is Receiver.PUBLIC:
        return found
    return found.filter(**{f"{to.receiver.value}__in": to.ids})
