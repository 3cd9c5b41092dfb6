"""Copies of which nobody knows whether they arrived: asked about, where the provider has a list.

What it holds is noted; what it surely does not hold waits again, and meets the gates. Where there
is no list a copy stays unknown, and is never sent again by itself.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from guisu.act.outreach.domain.codes import Receiver
from guisu.act.outreach.domain.wording import CannotRender
from guisu.act.outreach.models import Delivery
from guisu.act.outreach.services import parcels, settling
from guisu.ground.channels.port import Carrier, ChannelError, OutcomeUnknown, TryLater
from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import Terms

State = Delivery.State
TERMS = Terms(repeatable=timedelta(), is_looked_up=True)
LOOK_AGAIN, LOOKED_FOR = timedelta(minutes=1), timedelta(days=1)


def step(connection: int, carrier: Carrier) -> bool:
    """Ask about the copy of this account whose turn it is. False: there is none, or no list."""
    if not carrier.can_look_up:
        return False
    now = timezone.now()
    doubtful = Delivery.objects.filter(
        connection=connection,
        state=State.UNKNOWN,
        receiver=Receiver.PERSON,
        cause__words__isnull=False,
    )
    delivery = owed.take(doubtful.select_related("cause__words"), TERMS, at=now)
    if delivery is None:
        return False
    try:
        _ask(delivery, carrier, at=now)
    except (OutcomeUnknown, CannotRender):
        owed.put_off(delivery, until=None)
    except ChannelError as error:
        wait = error.wait if isinstance(error, TryLater) else LOOK_AGAIN
        owed.put_off(delivery, until=_next(delivery, now + max(wait, LOOK_AGAIN)))
    return True


def _ask(delivery: Delivery, carrier: Carrier, *, at: datetime) -> None:
    called_at = delivery.first_tried_at or at
    parcel = parcels.parcel(delivery, delivery.address, at=at)
    found = carrier.look_up(parcel, called_at=called_at)
    if found is not None:
        settling.taken(delivery, found, at=timezone.now())
    elif at - called_at > carrier.lists_within:
        _not_there(delivery, at=at)
    else:
        owed.put_off(delivery, until=at + LOOK_AGAIN)


@transaction.atomic
def _not_there(delivery: Delivery, *, at: datetime) -> None:
    told = {"state": State.WAITING, "code": "", "counted_at": None, "first_tried_at": None}
    if owed.put_off(delivery, until=at, **told):
        settling.note(Delivery.objects.filter(pk=delivery.pk), at=at)


def _next(delivery: Delivery, moment: datetime) -> datetime | None:
    """Not for ever: what nobody could ask about for a day stays unknown."""
    begun = delivery.first_tried_at or moment
    return moment if moment - begun < LOOKED_FOR else None
