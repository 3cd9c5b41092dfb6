"""Memberships follow the log: what happened to somebody moves that one person, at once.

Only the segments that ask for what happened are looked at, by the pure evaluator, over what the
operational store knows now. Moves and the place in the log commit together.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from guisu.ground.database import rows
from guisu.ground.events import facts
from guisu.ground.events.facts import EVERYTHING
from guisu.ground.events.models import Event
from guisu.ground.events.services import end_of_log
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff.selectors import installation, zone
from guisu.know.customers.facts import CustomerMerged
from guisu.know.customers.models import Customer
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.changes import Changes
from guisu.know.segments.definition.families import Concern
from guisu.know.segments.facts import CROSSINGS
from guisu.know.segments.models import LogPlace, Member, Segment
from guisu.know.segments.reference.evaluator import verdicts
from guisu.know.segments.reference.people import Moment, Person
from guisu.know.segments.selectors import segments
from guisu.know.segments.selectors.persons import persons
from guisu.know.segments.services.crossing import cross

READ_AHEAD = 2_000
PEOPLE_AT_ONCE = 200
CHANGES: Concern[Callable[[Any], Changes]] = Concern("changes", "changes")


@dataclass(frozen=True, slots=True)
class Watched:
    """A segment, and what of the log can change who is in it (as `Changes`)."""

    segment: Segment
    condition: c.Condition
    kinds: frozenset[str]
    asks: frozenset[str]
    by_any_sign: bool

    def is_moved_by(self, happened: Collection[str], changed: Collection[str]) -> bool:
        """`happened`: kinds of events; `changed`: what these can change."""
        return (
            self.by_any_sign
            or EVERYTHING in changed
            or not self.kinds.isdisjoint(happened)
            or not self.asks.isdisjoint(changed)
        )


@dataclass(slots=True)
class Move:
    """Who comes into a segment and who goes."""

    segment: Segment
    entering: list[int] = field(default_factory=list)
    leaving: list[int] = field(default_factory=list)


def follow() -> bool:
    """One step for the loop: the next stretch of the log. True when there was one.

    People are looked at before the transaction, so that nobody who writes waits for it. What
    changes meanwhile has an event further on, and is looked at again with that.
    """
    place = _place()
    end = end_of_log()
    if place.position >= end:
        return False
    watched = _watched()
    # Where nobody asks, what happened so far will be in the first count of the first segment: the
    # place moves now and then only, for it is a commit.
    if not watched and end - place.position < READ_AHEAD:
        return False
    to = min(place.position + READ_AHEAD, end) if watched else end
    happened = _happened(place, to) if watched else {}
    at = timezone.now()
    moves = _moves(happened, watched, at=at)
    newest = max([place.newest, *happened])
    with transaction.atomic():
        if _is_still(place):
            LogPlace.objects.filter(pk=1).update(position=to, newest=newest)
            for move in moves:
                _carry_out(move, at=at)
    return True


def _moves(
    happened: Mapping[int, Collection[str]], watched: Sequence[Watched], *, at: datetime
) -> list[Move]:
    """Look again at these people (roots, with the kinds of what happened to each)."""
    moment = Moment(at, zone(), installation().currency)
    moves = {each.segment.pk: Move(each.segment) for each in watched}
    for some in rows.chunks(sorted(happened), PEOPLE_AT_ONCE):
        concerned = {root: concerned_by(happened[root], watched) for root in some}
        if any(concerned.values()):
            asked = {each.condition for own in concerned.values() for each in own}
            living = {each.customer_id: each for each in persons(some, asked, moment)}
            _look_at(concerned, living, moment, moves)
    return [move for move in moves.values() if move.entering or move.leaving]


def concerned_by(happened: Collection[str], watched: Sequence[Watched]) -> list[Watched]:
    """Those of `watched` that events of these kinds can change."""
    changed = frozenset[str]().union(*map(facts.changed_by, happened))
    return [each for each in watched if each.is_moved_by(happened, changed)]


def _look_at(
    concerned: Mapping[int, list[Watched]],
    living: Mapping[int, Person],
    moment: Moment,
    moves: Mapping[int, Move],
) -> None:
    members = Member.objects.filter(customer_id__in=concerned)
    inside = set(members.values_list("segment_id", "customer_id"))
    for root, some in concerned.items():
        person = living.get(root)
        asked = {each.segment.pk: each.condition for each in some}
        held = verdicts(asked, person, moment) if person else set()
        for pk in asked:
            is_member = (pk, root) in inside
            if (pk in held) != is_member:
                (moves[pk].leaving if is_member else moves[pk].entering).append(root)


def _carry_out(move: Move, *, at: datetime) -> None:
    """Move them, unless the segment asks something else by now: then it is counted anew."""
    row = Segment.objects.select_for_update().filter(pk=move.segment.pk, archived_at=None).first()
    if row is None or row.version != move.segment.version:
        return
    crossed = cross(row, entering=move.entering, leaving=move.leaving, by_event=True, at=at)
    change = len(crossed.entered) - len(crossed.left)
    Segment.objects.filter(pk=row.pk).update(size=F("size") + change)


def _watched() -> list[Watched]:
    """Every segment that can be asked; of the others their next count says what is wrong."""
    in_use = segments.openings(Segment.objects.filter(archived_at=None).order_by("pk"))
    return [
        _watch(each.segment, each.whole) for each in in_use if not isinstance(each.whole, Refusal)
    ]


def _watch(segment: Segment, condition: c.Condition) -> Watched:
    changes = [CHANGES.of(leaf)(leaf) for leaf in c.leaves(condition)]
    return Watched(
        segment,
        condition,
        kinds=frozenset[str]().union(*(each.kinds for each in changes)),
        asks=frozenset[str]().union(*(each.asks for each in changes)),
        by_any_sign=any(each.by_any_sign for each in changes),
    )


def _happened(place: LogPlace, upto: int) -> dict[int, set[str]]:
    """Kinds of what happened in the stretch of log, by root."""
    stretch = Event.objects.filter(id__gt=place.position, id__lte=upto, customer_id__gt=0)
    kinds = stretch.exclude(kind__in=CROSSINGS).order_by().values_list("customer_id", "kind")
    pairs = set(kinds.distinct())
    met = Customer.objects.filter(pk__in={row_id for row_id, _ in pairs})
    merged = dict(met.filter(merged_into__gt=0).values_list("pk", "merged_into_id"))
    gathered: dict[int, set[str]] = defaultdict(set)
    for row_id, kind in pairs:
        gathered[merged.get(row_id) or row_id].add(kind)
        if row_id in merged:
            # The row itself may be a member, from when it stood for somebody.
            gathered[row_id].add(CustomerMerged.kind)
        elif row_id > place.newest:
            # Nothing was asked of a new row yet, whatever it came by.
            gathered[row_id].add(CustomerMerged.kind)
    return gathered


def _place() -> LogPlace:
    found = LogPlace.objects.filter(pk=1).first()
    if found is None:
        LogPlace.objects.bulk_create([LogPlace()], ignore_conflicts=True)
        found = LogPlace.objects.get(pk=1)
    return found


def _is_still(place: LogPlace) -> bool:
    """Whether nobody else has moved on from `place`, which is locked then."""
    found = LogPlace.objects.filter(pk=1, position=place.position)
    return rows.not_held(found).first() is not None
