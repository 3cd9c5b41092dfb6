"""A broadcast whose time has come: who gets it through whom, decided once, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from guisu.act.messaging.domain.content import Kind
from guisu.act.messaging.domain.grounds import Gone
from guisu.act.messaging.domain.outcomes import LATEST
from guisu.act.messaging.domain.planning import LeftOut, Plan
from guisu.act.messaging.domain.sharing import Part
from guisu.act.messaging.models import Broadcast, Duty, Errand, Recipient, Task
from guisu.act.messaging.selectors import audiences, grounds
from guisu.act.messaging.selectors.audiences import Gathered
from guisu.act.messaging.services import asking, rules
from guisu.ground.channels import leaving
from guisu.ground.database import rows
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.services import refreshing
from guisu.know.segments.services.refreshing import CannotBeCounted, NotCountedYet

State = Broadcast.State
AT_ONCE = 20
COLUMNS = (
    "broadcast_id",
    "duty_id",
    "customer_id",
    "group_id",
    "receiver",
    "state",
    "reason",
    "counted_at",
)


def step() -> bool:
    """Prepare the broadcast that is due longest. False when there is none.

    What rests on something that is gone, or whose moment is long over, is held for a person.
    Safe in several processes and after a kill: it is prepared wholly, once, or still waits.
    """
    now = timezone.now()
    due = Broadcast.objects.filter(state=State.WAITING, due_at__lte=now)
    speaks = Q(connection__in=leaving.speaking()) | Q(connection__is_active=False)
    # Those that wait for a count come last: they keep nobody else waiting.
    found = due.filter(speaks).select_related("connection", "store")
    return any(_done(each, at=now) for each in found.order_by("held_for", "due_at", "pk")[:AT_ONCE])


def _done(found: Broadcast, *, at: datetime) -> bool:
    """Prepare or hold it; False: it waits on for its segment to be counted."""
    if why := _lost(found, at=at):
        return _hold(found, why)
    try:
        if pk := found.audience.get("segment"):
            refreshing.count_now(pk, at=at)
    except CannotBeCounted:
        return _hold(found, Gone.UNCOUNTED)
    except (NotCountedYet, WarehouseAway):
        found.held_for = Gone.UNCOUNTED
        found.save(update_fields=["held_for"])
        return False
    gathered = None if found.kind == Kind.MOMENT else audiences.gather(found)
    if gathered is not None and not gathered.targets:
        return _hold(found, Gone.NOBODY)
    prepare(found, gathered, at=at)
    return True


def _lost(found: Broadcast, *, at: datetime) -> Gone | None:
    """What keeps it from going out by itself; "tonight at eight" is nothing to say days later."""
    if found.due_at is not None and found.due_at < at - LATEST:
        return Gone(found.held_for or Gone.LATE)
    return grounds.gone(found)


def _hold(found: Broadcast, why: Gone) -> bool:
    waiting = Broadcast.objects.filter(pk=found.pk, state=State.WAITING)
    waiting.update(state=State.HELD, held_for=why)
    return True


@transaction.atomic
def prepare(broadcast: Broadcast, gathered: Gathered | None, *, at: datetime) -> bool:
    """Write receivers, tasks and the calls that ask for them; False: somebody else did already.

    `gathered` None: a moment, whose receivers WeCom tells of.
    """
    rules.held(broadcast.connection)
    held = Broadcast.objects.select_for_update().filter(pk=broadcast.pk, state=State.WAITING)
    if not held.update(state=State.UNDER_WAY, held_for="", started_at=at):
        return False
    if gathered is None:
        _ask_for(Task.objects.create(broadcast=broadcast), broadcast, at=at)
        return True
    plan = audiences.planned(broadcast, gathered, at=at)
    _write(broadcast, plan, at=at)
    asking.end_broadcast(broadcast.pk, at=at)
    return True


def _write(broadcast: Broadcast, plan: Plan, *, at: datetime) -> None:
    is_group = broadcast.kind == Kind.GROUPS
    told: list[tuple[object, ...]] = [_left_out(broadcast, each, at=at) for each in plan.left_out]
    for part in plan.parts:
        duty = _duty(broadcast, part, at=at)
        told += [_going(broadcast, duty, way.target, way.receiver, at=at) for way in part.ways]
    rows.insert(Recipient, COLUMNS, [_as_group(row) if is_group else row for row in told])


def _duty(broadcast: Broadcast, part: Part, *, at: datetime) -> Duty:
    task = Task.objects.create(broadcast=broadcast)
    _ask_for(task, broadcast, at=at)
    return Duty.objects.create(task=task, colleague_id=part.colleague)


def _ask_for(task: Task, broadcast: Broadcast, *, at: datetime) -> None:
    asking.ask(task, Errand.Kind.MAKE, by=broadcast.made_by, at=at)


def _going(
    broadcast: Broadcast, duty: Duty, target: int, receiver: str, *, at: datetime
) -> tuple[object, ...]:
    state = Recipient.State.WAITING.value
    return (broadcast.pk, duty.pk, target, None, receiver, state, "", rows.stored(at))


def _left_out(broadcast: Broadcast, each: LeftOut, *, at: datetime) -> tuple[object, ...]:
    state, reason = Recipient.State.LEFT_OUT.value, each.reason.value
    return (broadcast.pk, None, each.target, None, each.receiver, state, reason, rows.stored(at))


def _as_group(row: tuple[object, ...]) -> tuple[object, ...]:
    """The target in the column of groups."""
    broadcast, duty, target, _, *rest = row
    return (broadcast, duty, None, target, *rest)
