"""What is known of a channel, and how its readings went."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from guisu.ground.channels.models import Connection
from guisu.ground.channels.selectors import connections
from guisu.ground.staff.domain import Scope
from guisu.know.customers.models import Tag
from guisu.know.customers.selectors.people import people, rows_of_all
from guisu.know.groups.models import Group, Membership
from guisu.take_in.sync.models import CorpTag, Marking, Mirror, Reading, TagDrift, Tie


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


def ties_of(rows: Iterable[int]) -> QuerySet[Tie]:
    """Which colleagues are in contact with a person, all of whose rows are given; longest first."""
    living = Tie.objects.filter(customer__in=rows, ended_at=None)
    return living.select_related("colleague").order_by("added_at", "pk")


@dataclass(frozen=True, slots=True)
class InWeCom:
    """How a tag of ours stands in one corp: as its tag, or on the way there; or neither."""

    connection: Connection
    corp_tag: CorpTag | None
    mirror: Mirror | None


def in_wecom(tag: Tag) -> list[InWeCom]:
    """One for each connection in use."""
    told = CorpTag.objects.filter(tag=tag, deleted_at=None).order_by("-pk")
    corp_tags = {one.connection_id: one for one in told}
    mirrors = {one.connection_id: one for one in Mirror.objects.filter(tag=tag)}
    return [InWeCom(one, corp_tags.get(one.pk), mirrors.get(one.pk)) for one in connections()]


def drift(scope: Scope, tag: Tag) -> QuerySet[TagDrift]:
    """Where a colleague took the tag in WeCom from somebody within `scope` who has it here."""
    found = TagDrift.objects.filter(corp_tag__tag=tag, tie__ended_at=None)
    if scope.stores is None:
        return found
    return found.filter(tie__customer__in=rows_of_all(people(scope)))


def markings(connection: Connection) -> dict[str, int]:
    """How many ties' tags WeCom is still to be told of, by state."""
    held = Marking.objects.filter(tie__connection=connection)
    return dict(held.values_list("state").annotate(count=Count("pk")).order_by())


def refused_markings(connection: Connection) -> QuerySet[Marking]:
    """Those that WeCom refused, or that nobody could tell it in time."""
    over = (Marking.State.FAILED, Marking.State.EXPIRED)
    return Marking.objects.filter(tie__connection=connection, state__in=over)
