"""Carrying errands out: one call at a time, outside transactions, each noted before and after."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from guisu.act.messaging.domain.outcomes import (
    ASKED_FOR,
    LONGEST_CALL,
    MEND_WAIT,
    NOBODY_LEFT,
    SETTLED,
    After,
    after,
)
from guisu.act.messaging.models import Broadcast, Errand, Recipient, Task
from guisu.act.messaging.services import asking, leaving_out, looking_up, wording
from guisu.ground.channels.port import NOBODY_KNOWS, ChannelError, TryLater
from guisu.ground.channels.wecom import sending
from guisu.ground.channels.wecom.account import Account, account_of
from guisu.ground.channels.wecom.errors import BAD_MEDIA
from guisu.ground.database import rows

State, Kind = Errand.State, Errand.Kind
OPEN = (State.WAITING, State.CALLING, State.UNKNOWN)
MOST_WAITS = 10
LOOK_SOON = timedelta(seconds=5)
LOOK_AGAIN = timedelta(seconds=30)


def step() -> bool:
    """Do the errand that is due longest. False when there is none.

    Safe in several processes: each errand is one's. A message is asked for once, whatever dies.
    """
    errand = _held(at=timezone.now())
    if errand is None:
        return False
    try:
        _do(errand)
    except ChannelError as error:
        _failed(errand, error, at=timezone.now())
    return True


def _held(*, at: datetime) -> Errand | None:
    """An errand that is due, noted as being called; of the dead it is not known what they did."""
    due = Errand.objects.filter(state__in=OPEN, next_try_at__lte=at)
    if not due.exists():
        return None
    with transaction.atomic():
        died = due.filter(state=State.CALLING)
        died.update(state=State.UNKNOWN, code=NOBODY_KNOWS, error="")
        waiting = due.filter(task__broadcast__connection__is_active=True)
        waiting = waiting.select_related("task__broadcast__connection")
        held = rows.not_held(waiting.order_by("next_try_at", "pk")).first()
        if held is None:
            return None
        changes: dict[str, object] = {"next_try_at": at + LONGEST_CALL}
        if held.state == State.WAITING:
            changes |= {"state": State.CALLING, "called_at": at, "tries": F("tries") + 1}
        Errand.objects.filter(pk=held.pk).update(**changes)
    return held


def _do(errand: Errand) -> None:
    """`errand` as it was before it was held: what was unknown is looked up, not called again."""
    account = account_of(errand.task.broadcast.connection)
    if errand.state == State.WAITING:
        DOING[Kind(errand.kind)](errand, account)
    elif errand.kind == Kind.MAKE:
        _look_up(errand, account)
    elif errand.kind == Kind.CANCEL:
        _cancel(errand, account)
    else:
        _settle(errand, State.FAILED, code=NOBODY_KNOWS, error="")


def _make(errand: Errand, account: Account) -> None:
    task = errand.task
    now = timezone.now()
    if task.broadcast.state != Broadcast.State.UNDER_WAY:
        _give_up(errand, state=State.DROPPED, at=now)
        return
    if task.broadcast.kind == Broadcast.Kind.MOMENT:
        body = wording.moment(account, task, at=now)
        if not body:
            _give_up(errand, code=NOBODY_LEFT, at=now)
            return
        made(errand, job=sending.add_moment(account, body), at=timezone.now())
        return
    leaving_out.ask_again(task)
    body = wording.message(account, task, at=now)
    if not wording.receivers_of(body):
        _give_up(errand, code=NOBODY_LEFT, at=now)
        return
    told = sending.add(account, body)
    made(errand, reference=told.msgid, unreached=told.fail_list or (), at=timezone.now())


def _cancel(errand: Errand, account: Account) -> None:
    """Once WeCom has the message; where it never took it, there is nothing to cancel."""
    task = errand.task
    is_asked_for = task.errands.filter(kind=Kind.MAKE, state__in=OPEN).exists()
    is_in_the_making = bool(task.job) and task.ended_at is None
    if not task.reference and (is_asked_for or is_in_the_making):
        _settle(errand, State.WAITING, next_try_at=timezone.now() + LOOK_SOON)
        return
    if task.reference:
        is_moment = task.broadcast.kind == Broadcast.Kind.MOMENT
        (sending.cancel_moment if is_moment else sending.cancel)(account, task.reference)
    now = timezone.now()
    Task.objects.filter(pk=task.pk, ended_at=None).exclude(reference="").update(look_at=now)
    _settle(errand, State.DONE)


def _remind(errand: Errand, account: Account) -> None:
    sending.remind(account, errand.task.reference)
    _settle(errand, State.DONE)


DOING: dict[Errand.Kind, Callable[[Errand, Account], None]] = {
    Kind.MAKE: _make,
    Kind.CANCEL: _cancel,
    Kind.REMIND: _remind,
}


def _look_up(errand: Errand, account: Account) -> None:
    """Whether WeCom has what may have been asked for; only what it has not is asked again."""
    now = timezone.now()
    if now - errand.asked_at > ASKED_FOR:
        _give_up(errand, code=NOBODY_KNOWS, at=now)
        return
    reference = looking_up.find(account, errand, at=now)
    if reference:
        made(errand, reference=reference, at=now)
    elif errand.called_at is not None and now - errand.called_at > SETTLED:
        _settle(errand, State.WAITING, next_try_at=now)
    else:
        _settle(errand, State.UNKNOWN, next_try_at=now + LOOK_AGAIN)


@transaction.atomic
def made(
    errand: Errand,
    *,
    reference: str = "",
    job: str = "",
    unreached: Collection[str] = (),
    at: datetime,
) -> None:
    """Note that WeCom took it, whoever finds out first; `unreached` are no contacts there."""
    held = Errand.objects.select_for_update().get(pk=errand.pk)
    if held.state not in OPEN:
        return
    held.state, held.code, held.error = State.DONE, "", ""
    held.save(update_fields=["state", "code", "error"])
    Task.objects.filter(pk=errand.task_id).update(
        reference=reference, job=job, made_at=held.called_at or at, look_at=at + LOOK_SOON
    )
    lost = Recipient.objects.filter(duty__task=errand.task_id, receiver__in=unreached)
    lost.filter(state=Recipient.State.WAITING).update(state=Recipient.State.NO_CONTACT)


def _failed(errand: Errand, error: ChannelError, *, at: datetime) -> None:
    told = error.outcome
    match after(error):
        case After.LOOK:
            if errand.kind == Kind.REMIND:
                _settle(errand, State.FAILED, code=NOBODY_KNOWS, error="")
            else:
                _settle(errand, State.UNKNOWN, next_try_at=at + LOOK_AGAIN, **told)
        case After.AGAIN if isinstance(error, TryLater):
            wait = error.wait * min(errand.tries + 1, MOST_WAITS)
            _settle(errand, errand.state, next_try_at=at + wait, **told)
        case After.MEND:
            _settle(errand, errand.state, next_try_at=at + MEND_WAIT, **told)
        case _:
            _refused(errand, error, at=at)


def _refused(errand: Errand, error: ChannelError, *, at: datetime) -> None:
    told = error.outcome
    if errand.state == State.UNKNOWN:
        # It was the question that was refused: what it asked about is as unknown as before.
        _settle(errand, State.UNKNOWN, next_try_at=at + MEND_WAIT, **told)
    elif error.code == BAD_MEDIA and errand.tries == 0:
        wording.forget_pictures(errand.task.broadcast)
        _settle(errand, State.WAITING, next_try_at=at, **told)
    elif errand.kind == Kind.MAKE:
        _give_up(errand, code=told["code"], error=told["error"], at=at)
    else:
        _settle(errand, State.FAILED, **told)


@transaction.atomic
def _give_up(
    errand: Errand,
    *,
    code: str = "",
    error: str = "",
    state: Errand.State = State.FAILED,
    at: datetime,
) -> None:
    if _settle(errand, state, code=code, error=error):
        asking.end(errand.task, at=at)


def _settle(errand: Errand, state: str, **changes: object) -> bool:
    """Unless somebody else found out more in the meantime."""
    open_still = Errand.objects.filter(pk=errand.pk, state__in=(State.CALLING, State.UNKNOWN))
    return bool(open_still.update(state=state, **changes))
