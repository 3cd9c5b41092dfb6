"""Reading groups within somebody's scope."""

from collections.abc import Iterable

from django.db.models import QuerySet

from guisu.ground.staff.domain import Scope
from guisu.know.groups.models import Group, Membership


def groups(scope: Scope) -> QuerySet[Group]:
    """Living groups, by name; staff of stores see those of their stores."""
    living = Group.objects.filter(ended_at=None).select_related("owner", "store")
    if scope.stores is not None:
        living = living.filter(store__in=scope.stores)
    return living.order_by("name", "pk")


def memberships_of(scope: Scope, rows: Iterable[int]) -> QuerySet[Membership]:
    """In which living groups of `scope` a person, all of whose rows are given, is now."""
    present = Membership.objects.filter(customer__in=rows, left_at=None, group__in=groups(scope))
    return present.select_related("group__owner").order_by("group__name", "group")


def members(group: Group) -> QuerySet[Membership]:
    """Who is in the group now, longest first."""
    present = group.memberships.filter(left_at=None).select_related("customer", "colleague")
    return present.order_by("joined_at", "pk")
