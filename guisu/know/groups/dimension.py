"""Groups as the warehouse has them, and who is or was in them: numbers, no names."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from guisu.ground.database.columns import IsAmong, Milliseconds
from guisu.ground.warehouse.domain import Dimension, Kind, Row, Table
from guisu.know.groups.models import Group, Membership

GROUPS = Table("groups", {"group_id": Kind.WHOLE, "store_id": Kind.WHOLE, "ended": Kind.FLAG})
MEMBERSHIPS = Table(
    "memberships",
    {
        "row_id": Kind.WHOLE,
        "group_id": Kind.WHOLE,
        "joined_at": Kind.INSTANT,
        "left_at": Kind.INSTANT,
    },
)


def _groups(ids: Sequence[int]) -> Iterable[Row]:
    rows = Group.objects.filter(IsAmong("pk", ids)).annotate(ended=Q(ended_at__isnull=False))
    return rows.values_list("pk", "store_id", "ended")


def _group_keys(after: int, limit: int) -> Sequence[int]:
    rows = Group.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _memberships(ids: Sequence[int]) -> Iterable[Row]:
    return Membership.objects.filter(IsAmong("customer_id", ids)).values_list(
        "customer_id", "group_id", Milliseconds("joined_at"), Milliseconds("left_at")
    )


def _member_keys(after: int, limit: int) -> Sequence[int]:
    rows = Membership.objects.filter(customer__gt=after).order_by("customer_id")
    return list(rows.values_list("customer_id", flat=True).distinct()[:limit])


DIMENSIONS = (
    Dimension(GROUPS, _groups, _group_keys),
    # By the customer row, so mark the row of whoever comes, goes or is told of anew.
    Dimension(MEMBERSHIPS, _memberships, _member_keys),
)
