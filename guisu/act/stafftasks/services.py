"""Opening tasks for colleagues, and ending them: by the fact, by word, or by taking them back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from guisu.act.outreach.selectors import rules
from guisu.act.stafftasks import domain, notices, proofs
from guisu.act.stafftasks.domain import Kind, Rung, TaskIsOver, Times, due_rung, next_rung_at
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.database import rows
from guisu.ground.events.models import Event
from guisu.ground.jobs import naming
from guisu.ground.jobs.backend import once
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.holdings import Name
from guisu.know.groups.models import Group

Proof = StaffTask.Proof
LOOK_AGAIN = "stafftasks.look_again"


def open_task(  # noqa: PLR0913 - what a task is
    kind: Kind,
    *,
    connection: Connection,
    colleague: Colleague,
    subject: str,
    words: Mapping[str, Any],
    key: str,
    due_at: datetime,
    at: datetime,
    by: Staff | None = None,
    tell_at: datetime | None = None,
) -> StaffTask:
    """Ask `colleague` for something that has no call, and owe them a message that says so.

    They are told out of their quiet hours, or at `tell_at`, whatever hour that is, of a task that
    serves a slot or a ritual. Inside the caller's transaction. Once a `key`: the same again
    returns the task made first. What is so already is done at once, and nobody is told. `subject`
    is a `domain.Subject` as text, or the opener's own words; `words` are parameters of the
    sentences: `text` to post, `name`, `what` is to be confirmed, `count`, `note`.
    """
    made = _made(
        StaffTask(
            connection=connection,
            colleague=colleague,
            store_id=_store_of(colleague, domain.subject(subject)),
            kind=kind,
            subject=subject,
            words=dict(words),
            key=key,
            opened_at=at,
            opened_by=by,
            due_at=due_at,
        )
    )
    if made is None:
        return StaffTask.objects.get(key=key)
    if proofs.is_so(kind, made.about):
        _end(made, StaffTask.State.DONE, proof=Proof.FACT, at=at)
    else:
        made.next_rung_at = next_rung_at(Rung.TOLD, _times(made))
        made.save(update_fields=["next_rung_at"])
        notices.owe(made, Rung.TOLD, at=tell_at or _times(made).of(Rung.TOLD))
    return made


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as somebody asks for it by hand; `key` is of the form that they filled in."""

    kind: Kind
    colleague: Colleague
    about: domain.Subject
    words: Mapping[str, Any]
    due_at: datetime
    key: str


@transaction.atomic
def ask(asked: Asked, *, by: Staff, at: datetime) -> StaffTask:
    """Open a task by hand; the same form sent twice opens it once. Raises `BadTask`."""
    domain.check(asked.kind, asked.about)
    key = f"hand:{asked.key}"
    is_new = not StaffTask.objects.filter(key=key).exists()
    made = open_task(
        asked.kind,
        connection=asked.colleague.connection,
        colleague=asked.colleague,
        subject=str(asked.about),
        words=asked.words,
        key=key,
        due_at=asked.due_at,
        at=at,
        by=by,
    )
    if is_new:
        told = {"kind": asked.kind, "colleague": asked.colleague.pk, "subject": made.subject}
        audit("task.opened", subject=f"task:{made.pk}", by=by, at=at, after=told)
    return made


@transaction.atomic
def close_by_fact(kind: Kind, subject: str, *, at: datetime) -> int:
    """End the open tasks of `kind` about `subject`: the channel told that it is so.

    Returns how many. Repeats change nothing.
    """
    about = _locked(_open().filter(kind=kind, subject=subject))
    return len([_end(task, StaffTask.State.DONE, proof=Proof.FACT, at=at) for task in about])


@transaction.atomic
def withdraw(key: str, *, at: datetime, by: Staff | None = None) -> bool:
    """Take a task back; whoever was told of it is told so. False: it is over, or never was."""
    for task in _locked(_open().filter(key=key)):
        was_told = (
            task.notices.filter(rung=Rung.TOLD).exclude(state="waiting", held_until=None).exists()
        )
        _end(task, StaffTask.State.WITHDRAWN, at=at)
        if was_told:
            notices.owe(task, Rung.WITHDRAWN, at=_times(task).by_day(at))
        audit("task.withdrawn", subject=f"task:{task.pk}", by=by, at=at)
        return True
    return False


@transaction.atomic
def say_done(task: StaffTask, *, at: datetime, by: Staff | None = None) -> StaffTask:
    """Note the colleague's word. It ends what WeCom does not show; for all else WeCom is asked.

    Raises `TaskIsOver`. Said again, WeCom is asked again.
    """
    found = _locked(_open().filter(pk=task.pk))
    if not found:
        raise TaskIsOver
    task = found[0]
    task.said_done_at = task.said_done_at or at
    task.save(update_fields=["said_done_at"])
    audit("task.said_done", subject=f"task:{task.pk}", by=by, at=at)
    if task.is_on_word:
        return _end(task, StaffTask.State.DONE, proof=Proof.WORD, at=at)
    once(naming.find(LOOK_AGAIN), key=f"task:{task.pk}").enqueue(task.pk)
    return task


@transaction.atomic
def settle(task: StaffTask, *, at: datetime) -> bool:
    """End the task if it is so by now, whoever told."""
    for held in _locked(_open().filter(pk=task.pk)):
        if proofs.is_so(Kind(held.kind), held.about):
            _end(held, StaffTask.State.DONE, proof=Proof.FACT, at=at)
            return True
    return False


def hear(events: Sequence[Event]) -> None:
    """End what the log tells of. Subscribed to `proofs.KINDS`.

    An event of before a task was opened says nothing of it: then what is so now decides.
    """
    wanted = proofs.Wanted.of(map(domain.subject, _open().values_list("subject", flat=True)))
    for event in filter(wanted.may_be_proven_by, events):
        for kind, about in proofs.proven_by(event):
            for task in _locked(_open().filter(kind=kind, subject=str(about))):
                if event.recorded_at >= task.opened_at or proofs.is_so(kind, about):
                    _end(
                        task,
                        StaffTask.State.DONE,
                        proof=Proof.FACT,
                        at=max(event.recorded_at, task.opened_at),
                    )


def remind() -> bool:
    """Say the next word about the task whose moment came first. False when there is none."""
    at = timezone.now()
    due = _open().filter(next_rung_at__lte=at, connection__is_active=True)
    if not due.exists():
        notices.note_deaths()
        return False
    with transaction.atomic():
        task = rows.not_held(due.order_by("next_rung_at", "pk")).first()
        if task is not None:
            _climb(task, at=at)
    return task is not None


def silence(subject: str, *, by: Staff | None, at: datetime) -> None:
    """Say nothing more about the task that a cause speaks for, because the cause was stopped.

    Inside the transaction that stops it; the task itself stays open.
    """
    for task in _locked(_open().filter(pk=subject.partition(":")[2])):
        task.next_rung_at = None
        task.save(update_fields=["next_rung_at"])
        notices.drop(task)


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """What colleagues were asked to do about the person."""
    return [
        {
            "kind": task.kind,
            "words": task.words,
            "colleague": task.colleague.name,
            "opened_at": task.opened_at.isoformat(),
            "due_at": task.due_at.isoformat(),
            "ended_at": task.ended_at.isoformat() if task.ended_at else None,
            "state": task.state,
        }
        for task in _about(row_ids)
    ]


def erase(row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """Take away what was written about the person; what was still to be done is withdrawn."""
    for task in _about(row_ids):
        task.words = {}
        task.save(update_fields=["words"])
        task.notices.update(body={})
        if task.state == StaffTask.State.OPEN:
            _end(task, StaffTask.State.WITHDRAWN, at=timezone.now())


def _made(task: StaffTask) -> StaffTask | None:
    """The task, saved; None where one of its key was there already."""
    if StaffTask.objects.filter(key=task.key).exists():
        return None
    StaffTask.objects.bulk_create([task], ignore_conflicts=True)
    saved = StaffTask.objects.select_for_update().get(key=task.key)
    # Of two that opened it at once, the later one finds it told.
    return None if saved.notices.exists() else saved


def _climb(task: StaffTask, *, at: datetime) -> None:
    times = _times(task)
    rung = due_rung(Rung(task.rung), times, at=at)
    if rung is not None:
        task.rung = rung
        notices.owe(task, rung, at=times.by_day(at))
    task.next_rung_at = next_rung_at(Rung(task.rung), times)
    task.save(update_fields=["rung", "next_rung_at"])


def _end(task: StaffTask, state: StaffTask.State, *, proof: str = "", at: datetime) -> StaffTask:
    task.state, task.proof, task.ended_at, task.next_rung_at = state, proof, at, None
    task.save(update_fields=["state", "proof", "ended_at", "next_rung_at"])
    notices.drop(task)
    return task


def _open() -> QuerySet[StaffTask]:
    return StaffTask.objects.filter(state=StaffTask.State.OPEN)


def _locked(tasks: QuerySet[StaffTask]) -> list[StaffTask]:
    return list(tasks.select_for_update(of=("self",)).order_by("pk"))


def _about(row_ids: Sequence[int]) -> list[StaffTask]:
    named = Q(pk__in=())
    for row in row_ids:
        named |= Q(subject__contains=f"customer:{row}")
    found = StaffTask.objects.filter(named).order_by("pk")
    return [task for task in found if task.about.customer in row_ids]


def _times(task: StaffTask) -> Times:
    set_now = rules.current()
    return Times(task.opened_at, task.due_at, set_now.zone, set_now.colleagues_quiet)


def _store_of(colleague: Colleague, about: domain.Subject) -> int | None:
    """Of the group, where it has one; else of the colleague."""
    group = Group.objects.filter(pk=about.group).first() if about.group else None
    return (group and group.store_id) or colleague.store_id
