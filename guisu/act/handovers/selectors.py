"""Reading handovers, and who and what may be handed over, within somebody's scope."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guisu.act.handovers.domain import OPEN
from guisu.act.handovers.models import Handover, Item, Part
from guisu.ground.channels.models import Colleague
from guisu.ground.staff.domain import Scope
from guisu.know.groups.models import Group
from guisu.take_in.sync.models import Tie


def handovers(scope: Scope) -> QuerySet[Handover]:
    """With `all_count`, `open_count`, `done_count`; staff of stores see their colleagues'."""
    found = Handover.objects.select_related("giver", "taker", "started_by").annotate(
        all_count=Count("items"),
        open_count=Count("items", filter=Q(items__state__in=OPEN)),
        done_count=Count("items", filter=Q(items__state="done")),
    )
    if scope.stores is not None:
        found = found.filter(Q(giver__store__in=scope.stores) | Q(taker__store__in=scope.stores))
    return found


def givers(scope: Scope) -> QuerySet[Colleague]:
    """Who has customers or groups, those who left first: theirs wait for somebody."""
    ties = Tie.objects.filter(colleague=OuterRef("pk"), ended_at=None)
    groups = Group.objects.filter(owner=OuterRef("pk"), ended_at=None)
    found = Colleague.objects.filter(Exists(ties) | Exists(groups), connection__is_active=True)
    if scope.stores is not None:
        found = found.filter(store__in=scope.stores)
    return found.select_related("connection", "store").order_by("left_at", "name", "pk")


def ties(giver: Colleague) -> QuerySet[Tie]:
    """The contacts of a colleague, the latest first."""
    living = Tie.objects.filter(colleague=giver, ended_at=None)
    return living.select_related("customer").order_by("-added_at", "-pk")


def groups(giver: Colleague) -> QuerySet[Group]:
    return Group.objects.filter(owner=giver, ended_at=None).order_by("name", "pk")


def items(handover: Handover) -> QuerySet[Item]:
    return handover.items.select_related("customer__merged_into", "group").order_by("pk")


def counts(handover: Handover) -> list[tuple[str, str, int]]:
    """State, its words, and how many stand there; those with any."""
    found = dict(handover.items.values_list("state").annotate(count=Count("pk")))
    return [(state.value, str(state.label), found[state]) for state in Item.State if state in found]


def troubled(handover: Handover) -> Part | None:
    """The last call that is still to be made again, or was refused as a whole."""
    parts = handover.parts.exclude(code="", error="").exclude(state=Part.State.DONE)
    return parts.order_by("-pk").first()
