"""Deliveries and their causes within a scope, and how many stand how."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from guisu.act.outreach.models import Cause, Delivery, Outcome
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers import selectors as customers

State = Delivery.State
NEWEST, BY_STANDING = ("-pk",), ("state", "code", "pk")
TROUBLED = (State.UNKNOWN, State.FAILED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for; empty: any."""

    state: str = ""
    code: str = ""
    channel: str = ""
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How some copies of a cause stand: so many alike."""

    state: str
    step: str
    code: str
    count: int


def deliveries(scope: Scope) -> QuerySet[Delivery]:
    """To whom the scope sees: people, colleagues and groups of its stores. Needs `SEND_MESSAGES`.

    What is for everybody is for whoever sees everything.
    """
    scope.require(Permission.SEND_MESSAGES)
    found = Delivery.objects.all()
    if scope.stores is None:
        return found
    people = customers.rows_of_all(customers.people(scope)).values("pk")
    theirs = Q(customer__in=people)
    theirs |= Q(colleague__store__in=scope.stores) | Q(group__store__in=scope.stores)
    return found.filter(theirs)


def wanted_deliveries(scope: Scope, wanted: Wanted) -> QuerySet[Delivery]:
    """With all that a line of a list shows of each."""
    found = deliveries(scope)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.code:
        # Said twice, so that the index of those that have a reason serves.
        found = found.filter(code=wanted.code).exclude(code="")
    if wanted.channel:
        found = found.filter(channel=wanted.channel)
    if wanted.cause is not None:
        found = found.filter(cause=wanted.cause)
    return found.select_related("cause", "customer__merged_into", "colleague", "group")


def in_trouble(scope: Scope) -> Mapping[str, int]:
    """State -> how many are unknown, and how many were refused."""
    found = deliveries(scope)
    return {state: found.filter(state=state).count() for state in TROUBLED}


def causes(scope: Scope) -> QuerySet[Cause]:
    """The latest first; staff of stores see those that speak to somebody whom they see."""
    seen = deliveries(scope).filter(cause=OuterRef("pk"))
    found = Cause.objects.select_related("connection")
    if scope.stores is not None:
        found = found.filter(Exists(seen))
    return found.order_by("-pk")


def cause(scope: Scope, pk: int) -> Cause:
    """Raises `NotFound`."""
    found = causes(scope).filter(pk=pk).first()
    if found is None:
        raise NotFound(what=gettext_noop("cause"), number=pk)
    return found


def standings(scope: Scope, of: Iterable[Cause]) -> dict[int, list[Standing]]:
    """How the copies of each cause stand, the most first; one query for all of them."""
    ids = [each.pk for each in of]
    found = deliveries(scope).filter(cause__in=ids).order_by()
    counted = found.values_list("cause", "state", "step", "code").annotate(count=Count("pk"))
    told: dict[int, list[Standing]] = {pk: [] for pk in ids}
    for pk, *alike in sorted(counted, key=lambda each: -each[-1]):
        told[pk].append(Standing(*alike))
    return told


def by_state(of: Iterable[Standing]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for each in of:
        counted[each.state] += each.count
    return counted


def history(of: Delivery) -> QuerySet[Outcome]:
    """What it came to, the latest first."""
    return of.outcomes.order_by("-at", "-pk")
