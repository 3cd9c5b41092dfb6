"""Reading tasks within somebody's scope."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from guisu.staff.domain import Permission, Scope
from guisu.stafftasks.models import Notice, StaffTask


def tasks(scope: Scope) -> QuerySet[StaffTask]:
    """What is one's own; with the permission to manage tasks, all of one's stores.

    `is_told`: the colleague has been sent a message about it.
    """
    told = Notice.objects.filter(task=OuterRef("pk"), state=Notice.State.SENT)
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
