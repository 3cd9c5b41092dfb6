"""What became of copies after they were taken: asked of providers that tell, or pushed by them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from guisu.act.outreach.domain.codes import Code
from guisu.act.outreach.models import Delivery
from guisu.act.outreach.services import settling, suppressing
from guisu.act.outreach.services.settling import Fate
from guisu.ground.channels.port import Carrier, ChannelError, Receipt
from guisu.ground.channels.port import Fate as Told
from guisu.ground.database import rows

State, Step = Delivery.State, Delivery.Step
EVERY, ASKED_FOR = timedelta(minutes=5), timedelta(days=3)
AT_ONCE = 500
# How far a copy is with each: nothing leads back.
ORDER = ("", Step.ASKED_FOR, Step.HANDED_OVER, Step.SENT, Step.DELIVERED)
STEPS = {Told.SENT: Step.SENT, Told.DELIVERED: Step.DELIVERED}


class _Asked:
    """When this process last asked about each account."""

    at: dict[int, datetime] = {}


def step(connection: int, carrier: Carrier) -> None:
    """Ask about what was taken lately, every few minutes. Safe in several processes."""
    now = timezone.now()
    is_due = _Asked.at.get(connection, now - EVERY) <= now - EVERY
    if not (carrier.tells_receipts and is_due):
        return
    _Asked.at[connection] = now
    taken = Delivery.objects.filter(
        connection=connection, state=State.DONE, first_tried_at__gt=now - ASKED_FOR
    )
    open_still = taken.exclude(reference="").exclude(step=Step.DELIVERED)
    references = list(open_still.order_by("pk").values_list("reference", flat=True))
    for some in rows.chunks(references, AT_ONCE):
        try:
            note(connection, list(carrier.receipts(some)), at=now)
        except ChannelError:
            return


def note(connection: int, told: Iterable[Receipt], *, at: datetime) -> None:
    """Note news of an account's copies. Repeats, and what is of no copy of ours, change nothing."""
    for each in told:
        _note(connection, each, at=at)


@transaction.atomic
def _note(connection: int, told: Receipt, *, at: datetime) -> None:
    ours = Delivery.objects.select_for_update().filter(
        connection=connection, reference=told.reference, address=told.to
    )
    for one in ours.filter(state__in=[State.DONE, State.UNKNOWN]):
        if told.fate is Told.FAILED:
            if one.step != Step.DELIVERED:
                _failed(one, told, at=at)
        elif ORDER.index(STEPS[told.fate]) > ORDER.index(one.step):
            settling.write([one.pk], Fate(State.DONE, step=STEPS[told.fate]), at=at)


def _failed(one: Delivery, told: Receipt, *, at: datetime) -> None:
    if told.is_of_address:
        suppressing.refused((one.channel, one.address), provider_code=told.code, at=at)
    fate = Fate(State.FAILED, code=Code.PROVIDER, provider_code=told.code)
    settling.write([one.pk], fate, at=at)
