"""Segments and their members, within a scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np
from django.db.models import Count, Exists, OuterRef, QuerySet

from guisu.ground.kernel.refusals import NotFound, Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.steadiness import steady
from guisu.know.customers import selectors as customers
from guisu.know.customers.models import Customer
from guisu.know.segments import population
from guisu.know.segments.compile import evaluator
from guisu.know.segments.definition import opening, storing
from guisu.know.segments.definition.conditions import Condition, leaves
from guisu.know.segments.definition.storing import NotACondition
from guisu.know.segments.measures import lifecycle, rfm
from guisu.know.segments.models import Crossing, Member, Segment, Snapshot
from guisu.know.segments.scores import Scores
from guisu.know.segments.selectors import yardsticks

SAMPLE = 10
TREND_DAYS = 30


class Size(NamedTuple):
    """How many were in a segment at a moment."""

    at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a condition would give now: how many of how many, and a few of them.

    `is_preparing`: properties that it asks for are still being taken out of older events, so
    there may be more.
    """

    count: int
    everybody: int
    sample: tuple[int, ...]
    is_preparing: bool


def segments(scope: Scope, *, archived: bool = False) -> QuerySet[Segment]:
    """All segments, those of most recent change first. Needs `SEE_CUSTOMERS`."""
    scope.require(Permission.SEE_CUSTOMERS)
    return Segment.objects.filter(archived_at__isnull=not archived).order_by("-changed_at", "-id")


def segment(scope: Scope, pk: int) -> Segment:
    """Raises `NotFound`."""
    scope.require(Permission.SEE_CUSTOMERS)
    found = Segment.objects.filter(pk=pk).select_related("made_by").first()
    if found is None:
        raise NotFound(what=gettext_noop("segment"), number=pk)
    return found


def members(scope: Scope, of: Segment) -> QuerySet[Customer]:
    """The people in it whom `scope` sees."""
    inside = Member.objects.filter(segment=of, customer=OuterRef("pk"))
    return customers.people(scope).filter(Exists(inside))


def segments_of(scope: Scope, customer: Customer) -> QuerySet[Member]:
    """The segments that a person (a root) is in, with since when."""
    scope.require(Permission.SEE_CUSTOMERS)
    return (
        Member.objects.filter(customer=customer, segment__archived_at=None)
        .select_related("segment")
        .order_by("segment__name")
    )


def crossings(scope: Scope, of: Segment) -> QuerySet[Crossing]:
    """Who came and went, the latest first, of the people whom `scope` sees."""
    found = Crossing.objects.filter(segment=of).order_by("-at", "-id")
    if scope.stores is not None:
        found = found.filter(customer__in=customers.people(scope).values("pk"))
    return found.select_related("customer")


def sizes(scope: Scope, of: Iterable[Segment]) -> dict[int, int]:
    """How many people in each of these segments `scope` sees."""
    if scope.stores is None:
        return {each.pk: each.size for each in of}
    found = {each.pk: 0 for each in of}
    seen = customers.people(scope).values("pk")
    inside = Member.objects.filter(segment__in=found, customer__in=seen).order_by()
    return found | dict(inside.values_list("segment").annotate(Count("pk")))


def history(
    scope: Scope, of: Iterable[Segment], *, at: datetime, days: int = TREND_DAYS
) -> dict[int, list[Size]]:
    """How the sizes of these segments went in the last `days` days, the oldest first.

    For staff of stores by who of their people came and went, back from what it is now.
    """
    since, told = at - timedelta(days=days), {each.pk: list[Size]() for each in of}
    if scope.stores is None:
        counted = Snapshot.objects.filter(segment__in=told, at__gte=since).order_by("at", "id")
        for snapshot in counted:
            told[snapshot.segment_id].append(Size(snapshot.at, snapshot.size))
        return told
    now = sizes(scope, of)
    seen = customers.people(scope).values("pk")
    moved = Crossing.objects.filter(segment__in=told, customer__in=seen, at__gte=since)
    for each in moved.order_by("-at", "-id"):
        told[each.segment_id].append(Size(each.at, now[each.segment_id]))
        now[each.segment_id] += -1 if each.entered else 1
    for pk, moments in told.items():
        moments.append(Size(since, now[pk]))
        moments.reverse()
    return told


def condition_of(found: Segment, *, number: int = 0) -> Condition:
    """What it asks now, or asked by its version `number`. Raises `NotFound`, `NotACondition`."""
    if number in {0, found.version}:
        return storing.read(found.definition)
    version = found.versions.filter(number=number).first()
    if version is None:
        raise NotFound(what=gettext_noop("segment"), number=found.pk)
    return storing.read(version.definition)


def opened(condition: Condition, *, own: int = 0) -> Condition:
    """`condition` with the segments that it names opened.

    Refuses as `opening.opened` and `storing.read` do.
    """
    if not any(opening.named(condition)):
        return condition
    return opening.opened(condition, _in_use(), own=own)


@dataclass(frozen=True, slots=True)
class Opening:
    """A segment, and its condition with all that it names opened, or what keeps it shut."""

    segment: Segment
    whole: Condition | Refusal


def openings(of: Iterable[Segment]) -> list[Opening]:
    """These segments opened, in two queries however many they are."""
    in_use = _in_use()
    return [Opening(each, _whole(each, in_use)) for each in of]


def _whole(segment: Segment, in_use: opening.Lookup) -> Condition | Refusal:
    try:
        return opening.opened(storing.read(segment.definition), in_use, own=segment.pk)
    except Refusal as refusal:
        return refusal


def _in_use() -> opening.Lookup:
    """The conditions of all segments but archived ones; each is read when first asked for."""
    texts = dict(Segment.objects.filter(archived_at=None).values_list("pk", "definition"))
    return cache(lambda pk: storing.read(texts[pk]) if pk in texts else None)


def naming(pk: int) -> list[Segment]:
    """The segments whose condition names segment `pk`; of one that cannot be read nobody knows."""
    return [each for each in Segment.objects.filter(archived_at=None) if pk in _named_by(each)]


def _named_by(segment: Segment) -> set[int]:
    try:
        return set(opening.named(storing.read(segment.definition)))
    except NotACondition:
        return set()


def asked_properties(condition: Condition) -> set[tuple[str, str]]:
    """(kind of event, property) that the condition compares."""
    return {
        (event.kind, test.name)
        for leaf in leaves(condition)
        for event in leaf.happenings
        for test in event.where
    }


def scores() -> Scores:
    """Cells and stages by the shop's scheme and thresholds in force."""
    scheme, thresholds = yardsticks.scheme(), yardsticks.thresholds()
    return Scores(
        cells=lambda asked: rfm.scored(asked, scheme),
        stages=lambda asked: lifecycle.staged(asked, thresholds),
    )


@steady
def preview(scope: Scope, condition: Condition, *, at: datetime, own: int = 0) -> Preview:
    """Ask a condition now, of the people whom `scope` sees. `own`: the segment being edited.

    Raises `FaultyCondition`, what `opened` raises, and `WarehouseAway`.
    """
    scope.require(Permission.EDIT_SEGMENTS)
    whole = opened(storing.sound(condition), own=own)
    asked = population.of(scope, at=at)
    # All ids at once: the condition is dearer than carrying a million numbers over.
    found = evaluator.members(whole, asked, scores()).to_pyarrow()["customer_id"].to_numpy()
    return Preview(
        count=len(found),
        everybody=int(asked.customers.count().to_pyarrow().as_py()),
        sample=tuple(np.sort(found)[-SAMPLE:][::-1].tolist()),
        is_preparing=bool(warehouse.unanswered(asked_properties(whole))),
    )


@dataclass(frozen=True, slots=True)
class Overlap:
    """People in both of two segments, and in one of them alone."""

    both: int
    first_alone: int
    second_alone: int

    @property
    def first(self) -> int:
        return self.both + self.first_alone

    @property
    def second(self) -> int:
        return self.both + self.second_alone


def overlap(scope: Scope, first: Segment, second: Segment) -> Overlap:
    """By the members as last counted, of the people whom `scope` sees."""
    sizes = [members(scope, each).count() for each in (first, second)]
    both = members(scope, first)
    inside = Member.objects.filter(segment=second, customer=OuterRef("pk"))
    shared = both.filter(Exists(inside)).count()
    return Overlap(shared, sizes[0] - shared, sizes[1] - shared)
