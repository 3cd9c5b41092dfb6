"""What is known of a channel, and how its readings went."""

from dataclasses import dataclass

from django.db.models import QuerySet

from guisu.ground.channels.models import Connection
from guisu.know.groups.models import Group, Membership
from guisu.take_in.sync.models import Reading, Tie


@dataclass(frozen=True, slots=True)
class Known:
    """Colleagues who may contact customers, people in contact with one, groups and who is in."""

    colleagues: int
    people: int
    groups: int
    members: int


def known(connection: Connection) -> Known:
    ties = Tie.objects.filter(connection=connection, ended_at=None)
    return Known(
        colleagues=connection.colleagues.filter(may_contact=True).count(),
        people=ties.values("external_userid").distinct().count(),
        groups=Group.objects.filter(connection=connection, ended_at=None).count(),
        members=Membership.objects.filter(group__connection=connection, left_at=None).count(),
    )


def readings(connection: Connection) -> QuerySet[Reading]:
    """The latest first."""
    return connection.readings.order_by("-pk")
