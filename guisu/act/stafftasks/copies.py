"""App messages about tasks as the core's copies for colleagues: owed, handed over, or why not."""

from collections.abc import Iterable
from datetime import datetime

from guisu.act.outreach.domain.codes import Code, Purpose, Receiver
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.services import causes, others
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.others import Others
from guisu.act.outreach.services.settling import Fate
from guisu.act.stafftasks.models import Notice, StaffTask
from guisu.ground.channels.reach import Channel

ROOM = "stafftasks"
State = Notice.State
DONE = Fate(Delivery.State.DONE, step=Delivery.Step.HANDED_OVER)
OVER = Fate(Delivery.State.DROPPED, code=Code.OVER)


def subject_of(task: StaffTask) -> str:
    return f"task:{task.pk}"


def cause_of(task: StaffTask, *, at: datetime) -> Cause:
    """Quiet hours are kept by the ladder: a task that serves a slot is told at its own time."""
    reason = Reason(
        ROOM,
        subject_of(task),
        task.connection,
        Channel.WECOM.value,
        Purpose.SERVICE,
        keeps_quiet=False,
    )
    return causes.cause(reason, at=at)


def owe(task: StaffTask, told: Iterable[Notice], *, due_at: datetime, at: datetime) -> None:
    for one in told:
        others.owe(cause_of(task, at=at), _to(one), due_at=due_at)


def begin(notice: Notice, *, at: datetime) -> bool:
    """In the moment before the call. False: messages about the task were stopped."""
    return others.begin(cause_of(notice.task, at=at), _to(notice), at=at)


def settled(notice: Notice, *, at: datetime) -> None:
    """What became of it, if anything has. Repeats change nothing."""
    if (fate := _fate(notice)) is not None:
        others.came_to(cause_of(notice.task, at=at), _to(notice), fate, at=at)


def _fate(notice: Notice) -> Fate | None:
    match State(notice.state):
        case State.DONE:
            return DONE
        case State.UNKNOWN:
            return Fate(Delivery.State.UNKNOWN, code=Code.NO_ANSWER)
        case State.FAILED:
            told = notice.code[:40]
            return Fate(Delivery.State.FAILED, code=Code.PROVIDER, provider_code=told)
        case State.DROPPED | State.EXPIRED:
            return OVER
        case State.WAITING:
            return None


def _to(notice: Notice) -> Others:
    return Others(Receiver.COLLEAGUE, (notice.colleague_id,), notice.rung)
