"""Reading groups within somebody's scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers import selectors as customers
from guisu.know.groups.models import Group, Membership


@dataclass(frozen=True, slots=True)
class Growth:
    """How many times somebody joined and left."""

    joined: int = 0
    left: int = 0


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


def called(some: QuerySet[Group], text: str) -> QuerySet[Group]:
    """Those of `some` whose name or whose owner's name has `text` in it; empty: all."""
    if not text:
        return some
    return some.filter(Q(name__icontains=text) | Q(owner__name__icontains=text))


def growth(some: Sequence[Group], *, since: datetime) -> dict[int, Growth]:
    """Joinings and leavings since then, by group; of groups without any nothing."""
    lately = Membership.objects.filter(Q(joined_at__gte=since) | Q(left_at__gte=since))
    counted = (
        lately.filter(group__in=[one.pk for one in some])
        .values_list("group")
        .annotate(
            joined=Count("pk", filter=Q(joined_at__gte=since)),
            left=Count("pk", filter=Q(left_at__gte=since)),
        )
    )
    return {pk: Growth(joined, left) for pk, joined, left in counted}


def members(group: Group) -> QuerySet[Membership]:
    """Who is in the group now, longest first."""
    present = group.memberships.filter(left_at=None).select_related("customer", "colleague")
    return present.order_by("joined_at", "pk")


def members_called(scope: Scope, group: Group, text: str) -> QuerySet[Membership]:
    """Members with `text` in a name, of customers only where `scope` sees it; empty: all."""
    if not text:
        return members(group)
    colleagues = Q(colleague__name__icontains=text)
    if not scope.may(Permission.SEE_CONTACT):
        return members(group).filter(colleagues)
    named = customers.people(scope).filter(name__icontains=text).order_by().values("pk")
    is_person = Q(customer__in=named) | Q(customer__merged_into__in=named)
    return members(group).filter(is_person | colleagues)
