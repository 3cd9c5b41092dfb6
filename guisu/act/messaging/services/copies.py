"""The copies of a broadcast, as the core counts them: asked for, sent, or given back."""

from collections.abc import Iterable
from datetime import datetime

from guisu.act.messaging.models import Broadcast, Errand, Recipient, Task
from guisu.act.messaging.selectors.audiences import CHANNEL, PURPOSE
from guisu.act.outreach.domain.codes import Code, Receiver
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.services import carried, causes, others
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.others import Others
from guisu.act.outreach.services.settling import Fate
from guisu.ground.channels.port import NOBODY_KNOWS

ROOM = "messaging"
EVERYBODY = Others(Receiver.PUBLIC)
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
    _came_to(cause, of_task.filter(state=State.WAITING), asked, at=at)
    _came_to(cause, of_task.filter(state=State.NO_CONTACT), REFUSED, at=at)
    if task.broadcast.kind == Broadcast.Kind.MOMENT:
        others.came_to(cause, EVERYBODY, asked, at=at)


def known(broadcast: Broadcast, changed: Iterable[Recipient], *, at: datetime) -> None:
    """What became of receivers, as WeCom tells."""
    told, cause = list(changed), cause_of(broadcast, at=at)
    for state, fate in FATES.items():
        _came_to(cause, [one for one in told if one.state == state], fate, at=at)


def published(broadcast: Broadcast, *, at: datetime) -> None:
    """A colleague has published the moment: it can be seen. Repeats change nothing."""
    others.came_to(cause_of(broadcast, at=at), EVERYBODY, FATES[State.SENT], at=at)


def never(task: Task, receivers: Iterable[Recipient], *, at: datetime) -> None:
    """Nothing more will become of the task for these `receivers`; who knows why says so."""
    missed, is_moment = list(receivers), task.broadcast.kind == Broadcast.Kind.MOMENT
    if not (missed or is_moment):
        return
    cause, fate = cause_of(task.broadcast, at=at), _end_of(task)
    _came_to(cause, missed, fate, at=at)
    if is_moment:
        others.came_to(cause, EVERYBODY, fate, at=at)


def _end_of(task: Task) -> Fate:
    make = task.errands.filter(kind=Errand.Kind.MAKE).first()
    if make is not None and make.code == NOBODY_KNOWS:
        return Fate(Copy.UNKNOWN, code=Code.NO_ANSWER)
    if task.broadcast.state == Broadcast.State.CANCELLED:
        return Fate(Copy.DROPPED, code=Code.STOPPED)
    if make is not None and make.state == Errand.State.FAILED:
        return Fate(Copy.FAILED, code=Code.PROVIDER, provider_code=make.code[:40])
    return Fate(Copy.EXPIRED, code=Code.UNCONFIRMED)


def groups_of(found: Iterable[Recipient]) -> Others:
    return Others(Receiver.GROUP, tuple(one.group_id for one in found if one.group_id))


def _came_to(cause: Cause, found: Iterable[Recipient], fate: Fate, *, at: datetime) -> None:
    """Of persons and of groups."""
    told = list(found)
    carried.came_to(cause, [one.customer_id for one in told if one.customer_id], fate, at=at)
    if (groups := groups_of(told)).ids:
        others.came_to(cause, groups, fate, at=at)
