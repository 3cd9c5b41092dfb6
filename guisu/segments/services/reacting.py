"""Memberships follow the log: what happened to somebody moves that one person, at once.

Only the segments that ask for what happened are looked at, by the pure evaluator, over what the
operational store knows now. Moves and the place in the log commit together.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from guisu.customers.models import Customer
from guisu.events.models import Event
from guisu.events.services import end_of_log
from guisu.kernel.refusals import Refusal
from guisu.segments.definition import conditions as c
from guisu.segments.definition import opening, storing
from guisu.segments.domain.crossings import CROSSINGS
from guisu.segments.models import LogPlace, Member, Segment
from guisu.segments.reference.evaluator import verdicts
from guisu.segments.reference.people import Moment, Person
from guisu.segments.selectors.persons import persons
from guisu.segments.services.crossing import cross
from guisu.staff.selectors import installation, zone

READ_AHEAD = 2_000
PEOPLE_AT_ONCE = 200
# Who is changed as a whole: everything asked of them may have another answer.
WHOLE = ("customer.", "identify", "alias", "group")
MERGED, NEW = "customer.merged", "customer.new"


@dataclass(frozen=True, slots=True)
class Watched:
    """A segment, and what of the log can change who is in it."""

    segment: Segment
    condition: c.Condition
    kinds: frozenset[str]
    by_any_sign: bool

    def is_moved_by(self, happened: Collection[str]) -> bool:
        return (
            self.by_any_sign
            or not self.kinds.isdisjoint(happened)
            or any(kind.startswith(WHOLE) for kind in happened)
            or any(kind.split(".")[0] + "." in self.kinds for kind in happened)
        )


def follow() -> bool:
    """One step for the loop: the next stretch of the log. True when there was one."""
    end = end_of_log()
    if _place() >= end:
        return False
    with transaction.atomic():
        place = _locked_place()
        if place is None or place.position >= end:
            return False
        watched = _watched()
        # Nobody asks: what happened so far will be in the first count of the first segment.
        to = min(place.position + READ_AHEAD, end) if watched else end
        happened = _happened(place, to) if watched else {}
        newest = max([place.newest, *happened])
        LogPlace.objects.filter(pk=1).update(position=to, newest=newest)
        react(happened, watched, at=timezone.now())
    return True


def react(
    happened: Mapping[int, Collection[str]], watched: Sequence[Watched], *, at: datetime
) -> None:
    """Look again at these people (roots, with the kinds of what happened to each)."""
    moment = Moment(at, zone(), installation().currency)
    kinds = {kind for each in watched for kind in each.kinds if not kind.endswith(".")}
    ids = sorted(happened)
    for start in range(0, len(ids), PEOPLE_AT_ONCE):
        some = ids[start : start + PEOPLE_AT_ONCE]
        concerned = {
            root: [each for each in watched if each.is_moved_by(happened[root])] for root in some
        }
        if any(concerned.values()):
            living = {each.customer_id: each for each in persons(some, kinds, moment)}
            _move(concerned, living, moment)


def _move(
    concerned: Mapping[int, list[Watched]], living: Mapping[int, Person], moment: Moment
) -> None:
    entering: dict[int, list[int]] = defaultdict(list)
    leaving: dict[int, list[int]] = defaultdict(list)
    segments_by_id = {each.segment.pk: each.segment for some in concerned.values() for each in some}
    inside = set(
        Member.objects.filter(customer_id__in=concerned, segment_id__in=segments_by_id).values_list(
            "segment_id", "customer_id"
        )
    )
    for root, some in concerned.items():
        person = living.get(root)
        asked = {each.segment.pk: each.condition for each in some}
        held = verdicts(asked, person, moment) if person else set()
        for pk in asked:
            is_member = (pk, root) in inside
            if (pk in held) != is_member:
                (leaving if is_member else entering)[pk].append(root)
    for pk, segment in segments_by_id.items():
        if entering[pk] or leaving[pk]:
            crossed = cross(
                segment, entering=entering[pk], leaving=leaving[pk], by_event=True, at=moment.at
            )
            change = len(crossed.entered) - len(crossed.left)
            Segment.objects.filter(pk=pk).update(size=F("size") + change)


def _watched() -> list[Watched]:
    found = list(Segment.objects.filter(archived_at=None).order_by("pk"))
    asked = {each.pk: storing.read(each.definition) for each in found}
    watched = []
    for each in found:
        try:
            condition = opening.opened(asked[each.pk], asked.get, own=each.pk)
        except Refusal:
            continue
        watched.append(_watch(each, condition))
    return watched


def _watch(segment: Segment, condition: c.Condition) -> Watched:
    """A kind that ends with a dot stands for all that begin so."""
    kinds: set[str] = set()
    by_any_sign = False
    for each in c.walk(condition):
        kinds.update(event.kind for event in c.happenings(each))
        match each:
            case c.Bought() | c.Spent() | c.AverageOrder() | c.OrderedAt() | c.InCell():
                kinds.add("order.")
            case c.InStage():
                kinds.add("order.")
            case c.Tagged():
                kinds.add("tag.")
            case c.Agreed():
                kinds.add("consent.")
            case c.Attribute() | c.Seen() | c.KnownBy() | c.KnownAt():
                by_any_sign = True
            case _:
                pass
    return Watched(segment, condition, frozenset(kinds), by_any_sign)


def _happened(place: LogPlace, upto: int) -> dict[int, set[str]]:
    """Kinds of what happened in the stretch of log, by root."""
    stretch = Event.objects.filter(id__gt=place.position, id__lte=upto, customer_id__gt=0)
    kinds = stretch.exclude(kind__in=CROSSINGS).order_by().values_list("customer_id", "kind")
    pairs = set(kinds.distinct())
    rows = Customer.objects.filter(pk__in={row_id for row_id, _ in pairs})
    merged = dict(rows.filter(merged_into__gt=0).values_list("pk", "merged_into_id"))
    gathered: dict[int, set[str]] = defaultdict(set)
    for row_id, kind in pairs:
        gathered[merged.get(row_id) or row_id].add(kind)
        if row_id in merged:
            # The row itself may be a member, from when it stood for somebody.
            gathered[row_id].add(MERGED)
        elif row_id > place.newest:
            gathered[row_id].add(NEW)
    return gathered


def _place() -> int:
    return LogPlace.objects.filter(pk=1).values_list("position", flat=True).first() or 0


def _locked_place() -> LogPlace | None:
    """The place in the log, locked; None while another worker holds it."""
    LogPlace.objects.bulk_create([LogPlace(position=0)], ignore_conflicts=True)
    found = LogPlace.objects.filter(pk=1)
    if connection.features.has_select_for_update_skip_locked:
        found = found.select_for_update(skip_locked=True)
    return found.first()
