"""Broadcasts within a scope, and how far each is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from guisu.act.messaging.domain.outcomes import MOST_REMINDERS, REMINDERS_WITHIN
from guisu.act.messaging.models import Broadcast, Duty, Errand, Recipient, Task
from guisu.ground.channels.models import Colleague
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope

State = Recipient.State


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one broadcast. `asked` and `confirmed` are duties of colleagues; the rest receivers."""

    asked: int = 0
    confirmed: int = 0
    going: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """One colleague's part of one task, and what the call that asks for it came to."""

    duty: Duty
    errand: Errand
    receivers: int
    sent: int
    missed: int


def broadcasts(scope: Scope) -> QuerySet[Broadcast]:
    """The latest first; staff of stores see those of their stores. Needs `SEND_MESSAGES`."""
    scope.require(Permission.SEND_MESSAGES)
    found = Broadcast.objects.select_related("connection", "store", "made_by")
    if scope.stores is not None:
        found = found.filter(store__in=scope.stores)
    return found.order_by("-pk")


def broadcast(scope: Scope, pk: int) -> Broadcast:
    """Raises `NotFound`."""
    found = broadcasts(scope).filter(pk=pk).first()
    if found is None:
        raise NotFound(what=gettext_noop("message"), number=pk)
    return found


def progress(of: Iterable[Broadcast]) -> dict[int, Progress]:
    """How far each is: two queries for all of them."""
    ids = [each.pk for each in of]
    duties = Duty.objects.filter(task__broadcast__in=ids).order_by().values_list("task__broadcast")
    asked = {
        pk: counts
        for pk, *counts in duties.annotate(
            asked=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_at__isnull=False))
        )
    }
    receivers = Recipient.objects.filter(broadcast__in=ids).exclude(state=State.LEFT_OUT)
    told = {
        pk: counts
        for pk, *counts in receivers.order_by()
        .values_list("broadcast")
        .annotate(going=Count("pk"), sent=Count("pk", filter=Q(state=State.SENT)))
    }
    return {pk: Progress(*asked.get(pk, (0, 0)), *told.get(pk, (0, 0))) for pk in ids}


def states(of: Broadcast) -> list[tuple[Recipient.State, int]]:
    """How many receivers stand how, those left out too."""
    counted = dict(of.recipients.values_list("state").annotate(count=Count("pk")).order_by())
    return [(state, counted[state]) for state in State if state in counted]


def reasons(of: Broadcast) -> list[tuple[Recipient.Reason, int]]:
    """How many were left out for which reason."""
    left_out = of.recipients.filter(state=State.LEFT_OUT).values_list("reason").order_by()
    counted = dict(left_out.annotate(count=Count("pk")))
    return [(reason, counted[reason]) for reason in Recipient.Reason if reason in counted]


def shares(of: Broadcast) -> list[Share]:
    """By colleague, those who have not confirmed first."""
    missed = Q(recipients__state__in=[State.NO_CONTACT, State.OVER_QUOTA, State.NOT_SENT])
    duties = (
        Duty.objects.filter(task__broadcast=of)
        .select_related("colleague", "task")
        .annotate(
            receivers=Count("recipients"),
            sent=Count("recipients", filter=Q(recipients__state=State.SENT)),
            missed=Count("recipients", filter=missed),
        )
    )
    made = {each.task_id: each for each in asked_for(of)}
    rows = [
        Share(duty, made[duty.task_id], duty.receivers, duty.sent, duty.missed) for duty in duties
    ]
    return sorted(
        rows, key=lambda row: (row.duty.confirmed_at is not None, str(row.duty.colleague))
    )


def asked_for(of: Broadcast) -> QuerySet[Errand]:
    """The calls that ask WeCom for it, and how they went."""
    return Errand.objects.filter(task__broadcast=of, kind=Errand.Kind.MAKE).order_by("pk")


def reminders_left(task: Task, *, at: datetime) -> int:
    """How often WeCom may still be asked to remind, within its 24 hours."""
    made = task.errands.filter(kind=Errand.Kind.REMIND, asked_at__gt=at - REMINDERS_WITHIN)
    return max(0, MOST_REMINDERS - made.exclude(state=Errand.State.FAILED).count())


def recipients(of: Broadcast) -> QuerySet[Recipient]:
    """Everybody, those left out too."""
    return of.recipients.select_related("customer", "group", "duty__colleague").order_by("pk")


def unconfirmed(of: Broadcast) -> QuerySet[Colleague]:
    open_duties = Duty.objects.filter(
        task__broadcast=of, confirmed_at=None, task__ended_at=None
    ).exclude(task__reference="")
    return Colleague.objects.filter(pk__in=open_duties.values("colleague"))
