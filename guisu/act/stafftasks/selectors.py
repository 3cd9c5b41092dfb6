"""Reading tasks within somebody's scope."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from guisu.act.stafftasks.links import task_of
from guisu.act.stafftasks.models import Notice, StaffTask
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers.models import Customer, Identity
from guisu.know.customers.selectors import rows_of


def tasks(scope: Scope) -> QuerySet[StaffTask]:
    """What is one's own; with the permission to manage tasks, all of one's stores.

    `is_told`: the colleague has been sent a message about it.
    """
    told = Notice.objects.filter(task=OuterRef("pk"), state=Notice.State.DONE)
    found = StaffTask.objects.select_related("colleague__staff", "store", "opened_by").annotate(
        is_told=Exists(told)
    )
    own = Q(colleague__staff=scope.staff_id)
    if not scope.may(Permission.MANAGE_TASKS):
        return found.filter(own)
    return found if scope.stores is None else found.filter(own | Q(store__in=scope.stores))


def mine(scope: Scope) -> QuerySet[StaffTask]:
    """What this person is to do."""
    return tasks(scope).filter(colleague__staff=scope.staff_id, state=StaffTask.State.OPEN)


def overdue(scope: Scope, *, at: datetime) -> QuerySet[StaffTask]:
    return tasks(scope).filter(state=StaffTask.State.OPEN, due_at__lte=at)


def ended(scope: Scope) -> QuerySet[StaffTask]:
    """What was done or withdrawn."""
    return tasks(scope).exclude(state=StaffTask.State.OPEN)


def living(scope: Scope) -> QuerySet[StaffTask]:
    return tasks(scope).filter(state=StaffTask.State.OPEN)


def behind(token: str) -> StaffTask | None:
    """The task that a message's link opens, whoever follows it."""
    pk = task_of(token)
    found = StaffTask.objects.select_related("colleague__staff", "store", "opened_by")
    return found.filter(pk=pk).first() if pk else None


def phone_of(task: StaffTask) -> str:
    """The number by which the person of a task can be found in WeCom; empty: none is known."""
    customer = Customer.objects.filter(pk=task.about.customer).first()
    if customer is None:
        return ""
    phones = Identity.objects.filter(customer__in=rows_of(customer), channel=Identity.Channel.PHONE)
    return phones.order_by("pk").values_list("value", flat=True).first() or ""


def told(task: StaffTask) -> QuerySet[Notice]:
    """The messages about a task, in the order they were owed."""
    return task.notices.select_related("colleague").order_by("pk")
