"""The copies of a broadcast, as the core counts them: asked for, sent, or given back."""

from collections.abc import Iterable
from datetime import datetime

from guisu.act.messaging.models import Broadcast, Errand, Recipient, Task
from guisu.act.messaging.selectors.audiences import CHANNEL, PURPOSE
from guisu.act.outreach.domain.codes import Code
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.services import carried, causes
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.settling import Fate
from guisu.ground.channels.port import NOBODY_KNOWS

ROOM = "messaging"
State, Copy, Step = Recipient.State, Delivery.State, Delivery.Step
REFUSED = Fate(Copy.FAILED, code=Code.PROVIDER)
FATES = {
    State.SENT: Fate(Copy.DONE, step=Step.SENT),
    State.NO_CONTACT: REFUSED,
    State.OVER_QUOTA: REFUSED,
}


def subject_of(broadcast: Broadcast) -> str:
    return f"broadcast:{broadcast.pk}"


def cause_of(broadcast: Broadcast, *, at: datetime) -> Cause:
    """A colleague confirms it at an hour of theirs: no quiet hours are kept for them here."""
    reason = Reason(
        ROOM,
        subject_of(broadcast),
        broadcast.connection,
        CHANNEL.value,
        PURPOSE,
        keeps_quiet=False,
    )
    return causes.cause(reason, at=at)


def asked_for(task: Task, *, at: datetime) -> None:
    """WeCom took the task: what it took is asked for, and what it would not is given back."""
    cause = cause_of(task.broadcast, at=at)
    of_task = Recipient.objects.filter(duty__task=task)
    asked = Fate(Copy.DONE, step=Step.ASKED_FOR, reference=task.reference)
    carried.came_to(cause, _rows(of_task.filter(state=State.WAITING)), asked, at=at)
    carried.came_to(cause, _rows(of_task.filter(state=State.NO_CONTACT)), REFUSED, at=at)


def known(broadcast: Broadcast, changed: Iterable[Recipient], *, at: datetime) -> None:
    """What became of receivers, as WeCom tells."""
    told = [one for one in changed if one.customer_id]
    cause = cause_of(broadcast, at=at)
    for state, fate in FATES.items():
        rows = [one.customer_id for one in told if one.state == state and one.customer_id]
        carried.came_to(cause, rows, fate, at=at)


def never(task: Task, receivers: Iterable[Recipient], *, at: datetime) -> None:
    """Nothing more will become of the task for these `receivers`; who knows why says so."""
    rows = [one.customer_id for one in receivers if one.customer_id]
    if rows:
        carried.came_to(cause_of(task.broadcast, at=at), rows, _end_of(task), at=at)


def _end_of(task: Task) -> Fate:
    make = task.errands.filter(kind=Errand.Kind.MAKE).first()
    if make is not None and make.code == NOBODY_KNOWS:
        return Fate(Copy.UNKNOWN, code=Code.NO_ANSWER)
    if task.broadcast.state == Broadcast.State.CANCELLED:
        return Fate(Copy.DROPPED, code=Code.STOPPED)
    if make is not None and make.state == Errand.State.FAILED:
        return Fate(Copy.FAILED, code=Code.PROVIDER, provider_code=make.code[:40])
    return Fate(Copy.EXPIRED, code=Code.UNCONFIRMED)


def _rows(found: Iterable[Recipient]) -> list[int]:
    return [one.customer_id for one in found if one.customer_id]
