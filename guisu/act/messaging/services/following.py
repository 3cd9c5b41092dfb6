"""What became of tasks: asked of WeCom again and again, until all is known or it is too late."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from guisu.act.messaging.domain.outcomes import (
    ASKED_FOR,
    MEND_WAIT,
    NOT_MADE,
    look_after,
)
from guisu.act.messaging.facts import MessageSent
from guisu.act.messaging.models import Broadcast, Duty, Errand, Recipient, Task
from guisu.act.messaging.selectors.audiences import rules_of
from guisu.act.messaging.services import asking, copies, wording
from guisu.act.stafftasks import services as stafftasks
from guisu.ground.channels import leaving
from guisu.ground.channels.port import Arrival, Carrier, ChannelError, Reached, TryLater
from guisu.ground.database.retries import in_transaction
from guisu.ground.events.services import record_many
from guisu.ground.jobs import owed

State = Recipient.State
TOLD = {
    Reached.SENT: State.SENT,
    Reached.NO_CONTACT: State.NO_CONTACT,
    Reached.HAD_ENOUGH: State.OVER_QUOTA,
}
MAKING = timedelta(seconds=5)


def step() -> bool:
    """Ask about the task that is due longest. False when there is none.

    Safe in several processes and at any time: what is known already is not changed by hearing it
    again, and a failure changes nothing.
    """
    task = _held(at=timezone.now())
    if task is None:
        return False
    carrier = wording.carrier(task.broadcast)
    was_cancelled = _is_cancelled(task)
    try:
        look = _look_at_moment if task.broadcast.kind == Broadcast.Kind.MOMENT else _look
        is_over = look(task, carrier) or was_cancelled
    except ChannelError as error:
        wait = error.wait if isinstance(error, TryLater) else MEND_WAIT
        _look_again(task, at=timezone.now() + wait)
        return True
    _go_on(task, is_over=is_over, at=timezone.now())
    return True


def _held(*, at: datetime) -> Task | None:
    ours = Task.objects.filter(broadcast__connection__in=leaving.speaking())
    return owed.take(ours.select_related("broadcast__connection"), at=at)


def _look_again(task: Task, *, at: datetime) -> None:
    owed.put_off(task, until=at, tries=0)


def _look(task: Task, carrier: Carrier) -> bool:
    """Of a message. Whether all is known."""
    told = {each.sender: each for each in carrier.confirmations(task.reference)}
    for duty in task.duties.select_related("colleague").filter(read_at=None):
        one = told.get(duty.colleague.userid)
        if one is None or not one.is_given:
            continue
        sent_at = one.at or timezone.now()
        _confirmed(task, duty, at=sent_at)
        _read(task, duty, carrier, sent_at=sent_at)
    return bool(told) and not task.duties.filter(read_at=None).exists()


def _read(task: Task, duty: Duty, carrier: Carrier, *, sent_at: datetime) -> None:
    """What became of each receiver of a colleague who confirmed."""
    is_whole = True
    for page in carrier.arrivals(task.reference, duty.colleague.userid):
        in_transaction(partial(_write, task, duty, page, sent_at))
        is_whole = is_whole and all(each.reached for each in page)
    if is_whole:
        Duty.objects.filter(pk=duty.pk).update(read_at=timezone.now())


def _write(task: Task, duty: Duty, page: Sequence[Arrival], sent_at: datetime) -> None:
    """Only what was not known yet: a receiver to whom it was sent stays one."""
    told = {each.receiver: (TOLD[each.reached], each.at) for each in page if each.reached}
    held = Recipient.objects.select_for_update().filter(
        duty=duty, receiver__in=told, state=State.WAITING
    )
    changed = list(held)
    for one in changed:
        one.state, at = told[one.receiver]
        one.counted_at = at or sent_at
        one.sent_at = one.counted_at if one.state == State.SENT else None
    Recipient.objects.bulk_update(changed, ["state", "counted_at", "sent_at"], batch_size=500)
    copies.known(task.broadcast, changed, at=timezone.now())
    _record(task, [one for one in changed if one.state == State.SENT])


def _record(task: Task, sent: Sequence[Recipient]) -> None:
    """In the log, of people: groups have no timeline."""
    fact, subject = MessageSent(title=task.broadcast.title), f"broadcast:{task.broadcast_id}"
    entries = [
        fact.entry(one.sent_at, customer_id=one.customer_id, subject=subject)
        for one in sent
        if one.customer_id and one.sent_at
    ]
    record_many(entries, at=timezone.now())


def _look_at_moment(task: Task, carrier: Carrier) -> bool:
    """Of a moment. Likes and comments go on coming: it is never all known."""
    if not task.reference and not _made(task, carrier):
        return False
    known = {each.userid: each for each in task.broadcast.connection.colleagues.all()}
    for told in carrier.confirmations(task.reference):
        colleague = known.get(told.sender)
        if colleague is None:
            continue
        duty, _ = Duty.objects.get_or_create(task=task, colleague=colleague)
        if told.is_given:
            _published(task, duty, carrier)
    return False


def _made(task: Task, carrier: Carrier) -> bool:
    """Whether the job has made the moment; one that failed ends the task."""
    made = carrier.made(task.job)
    if made is None:
        return False
    if not made.reference:
        _not_made(task, code=made.code, at=timezone.now())
        return False
    task.reference = made.reference
    task.save(update_fields=["reference"])
    return True


@transaction.atomic
def _not_made(task: Task, *, code: str, at: datetime) -> None:
    errand = task.errands.filter(kind=Errand.Kind.MAKE)
    errand.update(state=Errand.State.FAILED, code=code or NOT_MADE, error="", held_until=None)
    asking.end(task, at=at)


def _published(task: Task, duty: Duty, carrier: Carrier) -> None:
    told = carrier.response(task.reference, duty.colleague.userid)
    _confirmed(task, duty, at=timezone.now())
    copies.published(task.broadcast, at=timezone.now())
    counts = {"seen": told.seen, "likes": told.likes, "comments": told.comments}
    Duty.objects.filter(pk=duty.pk).update(**counts)


@transaction.atomic
def _confirmed(task: Task, duty: Duty, *, at: datetime) -> None:
    """Note it once; the staff task that asks for it is closed by the fact."""
    unconfirmed = Duty.objects.filter(pk=duty.pk, confirmed_at=None)
    if unconfirmed.update(confirmed_at=at) and duty.asked_at:
        wanted = asking.wanted_of(task.broadcast)
        stafftasks.close_by_fact(wanted, asking.subject_of(duty), at=timezone.now())


@transaction.atomic
def _go_on(task: Task, *, is_over: bool, at: datetime) -> None:
    """End what is over, else ask colleagues who are late and choose when to look again."""
    broadcast = Broadcast.objects.select_for_update().get(pk=task.broadcast_id)
    held = Task.objects.select_for_update().get(pk=task.pk)
    if held.ended_at is not None:
        return
    age = at - (held.made_at or at)
    if is_over or age > ASKED_FOR:
        asking.end(held, at=at)
        return
    late_at = _late_at(held, broadcast)
    if late_at is not None and late_at <= at and broadcast.state == Broadcast.State.UNDER_WAY:
        _ask_late(held, broadcast, at=at)
    _look_again(held, at=_next(held, at=at, age=age, late_at=late_at))


def _next(task: Task, *, at: datetime, age: timedelta, late_at: datetime | None) -> datetime:
    if not task.reference:
        return at + MAKING
    usual = at + look_after(age)
    return min(usual, late_at) if late_at is not None and late_at > at else usual


def _is_cancelled(task: Task) -> bool:
    """Whether WeCom has cancelled it: what is read from now on is all that there will be."""
    return task.errands.filter(kind=Errand.Kind.CANCEL, state=Errand.State.DONE).exists()


def _late_at(task: Task, broadcast: Broadcast) -> datetime | None:
    hours = rules_of(broadcast.connection).task_after_hours
    return task.made_at + timedelta(hours=hours) if hours and task.made_at else None


def _ask_late(task: Task, broadcast: Broadcast, *, at: datetime) -> None:
    """A staff task for each colleague who has not confirmed; once."""
    late = task.duties.select_related("colleague").filter(confirmed_at=None, asked_at=None)
    for duty in late:
        stafftasks.open_task(
            asking.wanted_of(broadcast),
            connection=broadcast.connection,
            colleague=duty.colleague,
            subject=asking.subject_of(duty),
            words={"what": broadcast.title, "count": duty.recipients.count()},
            key=asking.key_of(duty),
            due_at=at,
            at=at,
        )
        Duty.objects.filter(pk=duty.pk).update(asked_at=at)
