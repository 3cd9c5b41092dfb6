"""What every other service here writes: errands, and the end of a task. Inside `atomic`."""

from datetime import datetime

from guisu.act.messaging.domain.outcomes import LATEST
from guisu.act.messaging.models import Broadcast, Duty, Errand, Recipient, Task
from guisu.act.messaging.services import copies
from guisu.act.stafftasks import services as stafftasks
from guisu.act.stafftasks.domain import Kind as Wanted
from guisu.ground.staff.models import Staff

State = Recipient.State


def ask(task: Task, kind: Errand.Kind, *, by: Staff | None, at: datetime) -> Errand:
    """Have the loop call WeCom for `task`; for a message only until it is too late for it."""
    until = at + LATEST if kind == Errand.Kind.MAKE else None
    return Errand.objects.create(
        task=task, kind=kind, by=by, asked_at=at, due_at=at, expires_at=until
    )


def end(task: Task, *, at: datetime) -> None:
    """Nothing more will become of `task`; the broadcast ends with its last one."""
    Task.objects.filter(pk=task.pk, ended_at=None).update(ended_at=at, due_at=None, held_until=None)
    never = Recipient.objects.filter(duty__task=task, state=State.WAITING)
    missed = list(never)
    never.update(state=State.NOT_SENT)
    copies.never(task, missed, at=at)
    for duty in task.duties.filter(confirmed_at=None, asked_at__isnull=False):
        stafftasks.withdraw(key_of(duty), at=at)
    end_broadcast(task.broadcast_id, at=at)


def end_broadcast(pk: int, *, at: datetime) -> None:
    """End the broadcast, if none of its tasks is open. A cancelled one stays cancelled."""
    if Task.objects.filter(broadcast=pk, ended_at=None).exists():
        return
    held = Broadcast.objects.filter(pk=pk, ended_at=None)
    held.filter(state=Broadcast.State.UNDER_WAY).update(state=Broadcast.State.ENDED, ended_at=at)
    held.filter(state=Broadcast.State.CANCELLED).update(ended_at=at)


def wanted_of(broadcast: Broadcast) -> Wanted:
    """What a colleague is asked for when they do not confirm."""
    is_moment = broadcast.kind == Broadcast.Kind.MOMENT
    return Wanted.PUBLISH_MOMENT if is_moment else Wanted.CONFIRM_MESSAGE


def key_of(duty: Duty) -> str:
    return f"duty:{duty.pk}"


def subject_of(duty: Duty) -> str:
    return f"message:{duty.pk} colleague:{duty.colleague_id}"
