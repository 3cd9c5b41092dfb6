"""Carrying errands out: one call at a time, outside transactions, each noted before and after."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.utils import timezone

from guisu.act.messaging.domain.outcomes import (
    ASKED_FOR,
    MEND_WAIT,
    NOBODY_LEFT,
    SETTLED,
    After,
    after,
)
from guisu.act.messaging.models import Broadcast, Errand, Recipient, Task
from guisu.act.messaging.services import asking, copies, leaving_out, looking_up, wording
from guisu.act.outreach.services import others
from guisu.ground.channels import leaving
from guisu.ground.channels.port import NOBODY_KNOWS, ChannelError, Parcel, Taken, TryLater
from guisu.ground.channels.port import Step as Asked
from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import Terms

State, Kind = Errand.State, Errand.Kind
OPEN = (State.WAITING, State.UNKNOWN)
TERMS = Terms(repeatable=timedelta(), is_looked_up=True)
MOST_WAITS = 10
LOOK_SOON = timedelta(seconds=5)
LOOK_AGAIN = timedelta(seconds=30)


class Lost(Enum):
    """It took so long that somebody else is at it by now."""

    LOST = "lost"


LOST = Lost.LOST


def step() -> bool:
    """Do the errand that is due longest. False when there is none.

    Safe in several processes: each errand is one's. A message is asked for once, whatever dies.
    """
    due = Errand.objects.filter(task__broadcast__connection__in=leaving.speaking())
    errand = owed.take(due.select_related("task__broadcast__connection"), TERMS, at=timezone.now())
    if errand is None:
        return False
    try:
        _do(errand)
    except ChannelError as error:
        _failed(errand, error, at=timezone.now())
    return True


def _do(errand: Errand) -> None:
    """What is unknown is looked up, not called again."""
    if errand.state == State.WAITING:
        _note_call(errand, at=timezone.now())
        DOING[Kind(errand.kind)](errand)
    elif errand.kind == Kind.MAKE:
        _look_up(errand)
    elif errand.kind == Kind.CANCEL:
        _cancel(errand)
    else:
        owed.settle(errand, State.FAILED, code=NOBODY_KNOWS, error="")


def _note_call(errand: Errand, *, at: datetime) -> None:
    """Before the call: what may have come of it is looked for from then on."""
    errand.called_at = at
    errand.save(update_fields=["called_at"])


def _begins(errand: Errand, *, at: datetime) -> bool:
    """Hold on, the files being there; False: that took so long that another one is at it now."""
    until = at + owed.LONGEST_CALL
    ours = Errand.objects.filter(pk=errand.pk, held_until=errand.held_until)
    if not ours.update(called_at=at, held_until=until):
        return False
    errand.called_at, errand.held_until = at, until
    return True


def _make(errand: Errand) -> None:
    task, now = errand.task, timezone.now()
    if task.broadcast.state != Broadcast.State.UNDER_WAY:
        _give_up(errand, state=State.DROPPED, at=now)
        return
    is_moment = task.broadcast.kind == Broadcast.Kind.MOMENT
    parcel = (_of_moment if is_moment else _of_message)(errand)
    if parcel is None:
        _give_up(errand, code=NOBODY_LEFT, at=timezone.now())
    elif isinstance(parcel, Parcel):
        taken = wording.carrier(task.broadcast).carry(parcel)
        made(errand, taken, at=timezone.now())


def _of_moment(errand: Errand) -> Parcel | Lost | None:
    """None: of those chosen nobody is left, and an empty list would mean everybody."""
    task, until = errand.task, timezone.now() + owed.LONGEST_CALL
    senders, tags = (
        wording.chosen_senders(task.broadcast),
        wording.chosen_tags(task.broadcast),
    )
    if [] in (senders, tags):
        return None
    parcel = wording.parcel(task, tags or (), senders or (), until=until)
    wording.carrier(task.broadcast).prepare(parcel)
    if not _begins(errand, at=timezone.now()):
        return LOST
    cause = copies.cause_of(task.broadcast, at=timezone.now())
    return parcel if others.begin(cause, copies.EVERYBODY, at=timezone.now()) else None


def _of_message(errand: Errand) -> Parcel | Lost | None:
    """Files first, for they take long; then the gates, and whom they leave is asked for."""
    task, until = errand.task, timezone.now() + owed.LONGEST_CALL
    senders = wording.senders(task)
    wording.carrier(task.broadcast).prepare(wording.parcel(task, (), senders, until=until))
    if not _begins(errand, at=timezone.now()):
        return LOST
    leaving_out.ask_again(task, at=timezone.now())
    to = wording.waiting(task)
    return wording.parcel(task, to, senders, until=until) if to else None


def _cancel(errand: Errand) -> None:
    """Once WeCom has the message; where it never took it, there is nothing to cancel."""
    task = errand.task
    is_asked_for = task.errands.filter(kind=Kind.MAKE, state__in=OPEN).exists()
    is_in_the_making = bool(task.job) and task.ended_at is None
    if not task.reference and (is_asked_for or is_in_the_making):
        owed.put_off(errand, until=timezone.now() + LOOK_SOON)
        return
    if task.reference:
        wording.carrier(task.broadcast).withdraw(task.reference)
    now = timezone.now()
    Task.objects.filter(pk=task.pk, ended_at=None).exclude(reference="").update(due_at=now)
    owed.settle(errand, State.DONE)


def _remind(errand: Errand) -> None:
    wording.carrier(errand.task.broadcast).remind(errand.task.reference)
    owed.settle(errand, State.DONE)


DOING: dict[Errand.Kind, Callable[[Errand], None]] = {
    Kind.MAKE: _make,
    Kind.CANCEL: _cancel,
    Kind.REMIND: _remind,
}


def _look_up(errand: Errand) -> None:
    """Whether WeCom has what may have been asked for; only what it has not is asked again."""
    now = timezone.now()
    if now - errand.asked_at > ASKED_FOR:
        _give_up(errand, code=NOBODY_KNOWS, at=now)
        return
    reference = looking_up.find(errand, until=now + owed.LONGEST_CALL)
    if reference:
        made(errand, Taken(Asked.ASKED_FOR, reference), at=now)
    elif errand.called_at is not None and now - errand.called_at > SETTLED:
        owed.put_off(errand, until=now, state=State.WAITING)
    else:
        owed.put_off(errand, until=now + LOOK_AGAIN)


@transaction.atomic
def made(errand: Errand, taken: Taken, *, at: datetime) -> None:
    """Note that WeCom took it, whoever finds out first; the unreached are no contacts there."""
    held = Errand.objects.select_for_update().get(pk=errand.pk)
    if held.state not in OPEN:
        return
    held.state, held.code, held.error, held.held_until = State.DONE, "", "", None
    held.save(update_fields=["state", "code", "error", "held_until"])
    Task.objects.filter(pk=errand.task_id).update(
        reference=taken.reference,
        job=taken.job,
        made_at=held.called_at or at,
        due_at=at + LOOK_SOON,
    )
    lost = Recipient.objects.filter(duty__task=errand.task_id, receiver__in=taken.unreached)
    lost.filter(state=Recipient.State.WAITING).update(state=Recipient.State.NO_CONTACT)
    copies.asked_for(errand.task, at=at)


def _failed(errand: Errand, error: ChannelError, *, at: datetime) -> None:
    told = error.outcome
    match after(error):
        case After.LOOK:
            if errand.kind == Kind.REMIND:
                owed.settle(errand, State.FAILED, code=NOBODY_KNOWS, error="")
            else:
                owed.put_off(errand, until=at + LOOK_AGAIN, state=State.UNKNOWN, **told)
        case After.AGAIN if isinstance(error, TryLater) and (error.wait or errand.tries == 1):
            wait = error.wait * min(max(errand.tries, 1), MOST_WAITS)
            owed.put_off(errand, until=at + wait, **told)
        case After.MEND:
            owed.put_off(errand, until=at + MEND_WAIT, **told)
        case _:
            _refused(errand, error, at=at)


def _refused(errand: Errand, error: ChannelError, *, at: datetime) -> None:
    told = error.outcome
    if errand.state == State.UNKNOWN:
        # It was the question that was refused: what it asked about is as unknown as before.
        owed.put_off(errand, until=at + MEND_WAIT, **told)
    elif errand.kind == Kind.MAKE:
        _give_up(errand, code=told["code"], error=told["error"], at=at)
    else:
        owed.settle(errand, State.FAILED, **told)


@transaction.atomic
def _give_up(
    errand: Errand,
    *,
    code: str = "",
    error: str = "",
    state: Errand.State = State.FAILED,
    at: datetime,
) -> None:
    if owed.settle(errand, state, code=code, error=error):
        asking.end(errand.task, at=at)
