"""What people do with broadcasts: write, discard, send off, cancel, remind, and set the rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from guisu.act.messaging.domain import quotas
from guisu.act.messaging.domain.content import Kind
from guisu.act.messaging.domain.grounds import REFUSALS, Gone
from guisu.act.messaging.domain.outcomes import (
    NobodyMissed,
    NobodyToRemind,
    NotADraft,
    NothingToCancel,
    NotOfOneStore,
    RemindedEnough,
)
from guisu.act.messaging.domain.quotas import Period
from guisu.act.messaging.models import Broadcast, Errand, Rules, Task
from guisu.act.messaging.selectors import audiences, grounds
from guisu.act.messaging.selectors.broadcasts import reminders_left
from guisu.act.messaging.selectors.missed import missed, written_again
from guisu.act.messaging.services import asking, copies, rules, wording
from guisu.act.outreach.services import causes
from guisu.ground.channels import carriers
from guisu.ground.channels.models import Connection
from guisu.ground.database import editions
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.services import refreshing
from guisu.know.segments.services.refreshing import CannotBeCounted, NotCountedYet

State = Broadcast.State
WRITTEN = ("connection", "store", "kind", "title", "says", "audience")


@transaction.atomic
def write(
    draft: Broadcast | None,
    *,
    scope: Scope,
    wanted: Mapping[str, Any],
    by: Staff,
    at: datetime,
    seen: int | None = None,
) -> Broadcast:
    """Make a draft of `wanted` (the fields `WRITTEN`), or change one.

    `seen` as `editions.turn` takes it. Raises `Stale`, `CannotBeCarried`, `NotADraft`, and
    `NotOfOneStore` for staff of stores who would send for others.
    """
    scope.require(Permission.SEND_MESSAGES)
    made = _draft(draft.pk) if draft else Broadcast(made_by=by, made_at=at)
    if draft:
        editions.turn(made, seen)
    for name in WRITTEN:
        setattr(made, name, wanted[name])
    if not scope.sees_store(made.store_id):
        raise NotOfOneStore
    carriers.check(made.content, made.connection, wording.way_of(made))
    made.save()
    action = "broadcast.changed" if draft else "broadcast.written"
    _note(action, made, by=by, at=at, title=made.title, audience=made.audience)
    return made


@transaction.atomic
def discard(draft: Broadcast, *, by: Staff, at: datetime) -> None:
    """Delete a draft. Raises `NotADraft`."""
    held = _draft(draft.pk)
    _note("broadcast.discarded", held, by=by, at=at, title=held.title)
    held.delete()


def send_off(
    draft: Broadcast, *, due_at: datetime, by: Staff, at: datetime, seen: int | None = None
) -> None:
    """Have it sent at `due_at`, to whom the audience holds then; now, where that is past.

    `seen`: the edition that was looked at; another is not sent. Raises `Stale`, `NotADraft`,
    `CannotBeCarried`, one of `grounds.REFUSALS` where something that it rests on is gone, and of
    these `NobodyToSendTo` where the audience holds nobody as yet; a segment may do so until then.
    """
    carriers.check(draft.content, draft.connection, wording.way_of(draft))
    if why := _missing(draft, is_now=due_at <= at, at=at):
        raise REFUSALS[why]
    with transaction.atomic():
        held = _draft(draft.pk)
        editions.refuse_stale(held, seen)
        held.state, held.due_at = State.WAITING, max(due_at, at)
        held.save(update_fields=["state", "due_at"])
        _note("broadcast.sent_off", held, by=by, at=at, due_at=held.due_at.isoformat())


def _missing(draft: Broadcast, *, is_now: bool, at: datetime) -> Gone | None:
    if (why := grounds.gone(draft)) or draft.kind == Kind.MOMENT:
        return why
    if segment := draft.audience.get("segment"):
        if not is_now:
            return None
        try:
            refreshing.count_now(segment, at=at)
        except CannotBeCounted:
            return Gone.UNCOUNTED
        except (NotCountedYet, WarehouseAway):
            # It is counted as soon as that can be done, and waits until then.
            return None
    return None if audiences.gather(draft).targets else Gone.NOBODY


@transaction.atomic
def call_back(waiting: Broadcast, *, by: Staff, at: datetime) -> None:
    """Make a draft again of what waits for its time, or missed it. Raises `NotADraft`."""
    held = Broadcast.objects.select_for_update().get(pk=waiting.pk)
    if held.state not in {State.WAITING, State.HELD}:
        raise NotADraft
    held.state, held.held_for = State.DRAFT, ""
    held.save(update_fields=["state", "held_for"])
    _note("broadcast.called_back", held, by=by, at=at)


@transaction.atomic
def cancel(broadcast: Broadcast, *, by: Staff, at: datetime) -> None:
    """Have nothing more of it sent. What colleagues confirmed already stays sent.

    Tasks that WeCom was not asked for yet are dropped at once; of the others WeCom is told, and
    asked a last time what became of them. Raises `NothingToCancel`.
    """
    held = Broadcast.objects.select_for_update().get(pk=broadcast.pk)
    if held.state != State.UNDER_WAY:
        raise NothingToCancel
    _cancel(held, by=by, at=at)


def stop(subject: str, *, by: Staff | None, at: datetime) -> None:
    """Cancel the message that a cause speaks for, because the cause was stopped.

    Inside the transaction that stops it. What is over, or not under way yet, stays as it is.
    """
    number = subject.partition(":")[2]
    held = Broadcast.objects.select_for_update().filter(pk=number, state=State.UNDER_WAY).first()
    if held is not None:
        _cancel(held, by=by, at=at)


def _cancel(held: Broadcast, *, by: Staff | None, at: datetime) -> None:
    held.state = State.CANCELLED
    held.save(update_fields=["state"])
    causes.halt(copies.ROOM, copies.subject_of(held), at=at)
    for task in Task.objects.filter(broadcast=held, ended_at=None).order_by("pk"):
        _cancel_task(task, by=by, at=at)
    _note("broadcast.cancelled", held, by=by, at=at)


@transaction.atomic
def write_again(
    broadcast: Broadcast, *, title: str, scope: Scope, by: Staff, at: datetime
) -> Broadcast:
    """A draft of the same to those whom `broadcast`, which is over, did not reach.

    Safe to repeat: there is one such message; the second call gives it as it stands. Who is in it
    is decided when it is sent, quotas and consent too. Raises `NobodyMissed`.
    """
    held = Broadcast.objects.select_for_update().get(pk=broadcast.pk)
    if made := written_again(held):
        return made
    if held.ended_at is None or not missed(held.pk).exists():
        raise NobodyMissed
    wanted = {name: getattr(held, name) for name in WRITTEN}
    wanted |= {"title": title, "audience": {"missed": held.pk}}
    return write(None, scope=scope, wanted=wanted, by=by, at=at)


@transaction.atomic
def remind(broadcast: Broadcast, *, by: Staff, at: datetime) -> int:
    """Have WeCom ask those again who have not confirmed; how many tasks that is about.

    Raises `NobodyToRemind`, and `RemindedEnough` where all of them were reminded three times.
    """
    held = Broadcast.objects.select_for_update().get(pk=broadcast.pk)
    is_open = held.state == State.UNDER_WAY and held.kind != Kind.MOMENT
    tasks = Task.objects.filter(broadcast=held, ended_at=None, duties__confirmed_at=None)
    due = list(tasks.exclude(reference="").distinct()) if is_open else []
    if not due:
        raise NobodyToRemind
    able = [task for task in due if reminders_left(task, at=at)]
    if not able:
        raise RemindedEnough
    for task in able:
        asking.ask(task, Errand.Kind.REMIND, by=by, at=at)
    _note("broadcast.reminded", held, by=by, at=at, tasks=len(able))
    return len(able)


@transaction.atomic
def set_rules(  # noqa: PLR0913 - one more: the edition that was seen
    connection: Connection,
    *,
    period: Period,
    most: int | None,
    task_after_hours: int,
    by: Staff,
    at: datetime,
    seen: int | None = None,
) -> Rules:
    """How much customers get and when colleagues are asked again. Raises `BadQuota`.

    `seen` as `editions.turn` takes it; raises `Stale`.
    """
    quotas.checked(period, most)
    told = {"period": period.value, "most": most, "task_after_hours": task_after_hours}
    made = rules.held(connection)
    editions.turn(made, seen)
    for name, value in told.items():
        setattr(made, name, value)
    made.save()
    subject = f"channel:{connection.pk}"
    audit("broadcast.rules_set", subject=subject, by=by, at=at, after=told)
    return made


def _draft(pk: int) -> Broadcast:
    held = Broadcast.objects.select_for_update().filter(pk=pk).first()
    if held is None:
        raise NotFound(what=gettext_noop("message"), number=pk)
    if held.state != State.DRAFT:
        raise NotADraft
    return held


def _cancel_task(task: Task, *, by: Staff | None, at: datetime) -> None:
    made = task.errands.filter(kind=Errand.Kind.MAKE)
    never = [Errand.State.WAITING, Errand.State.EXPIRED]
    unasked = made.filter(state__in=never, held_until=None)
    if unasked.update(state=Errand.State.DROPPED):
        asking.end(task, at=at)
    else:
        asking.ask(task, Errand.Kind.CANCEL, by=by, at=at)


def _note(action: str, of: Broadcast, *, by: Staff | None, at: datetime, **after: Any) -> None:
    audit(action, subject=f"broadcast:{of.pk}", by=by, at=at, after=after)
