"""Counting segments anew from the warehouse: all that are due in one question.

A count may be repeated, cut off anywhere, or run twice at once: members are moved to what the
condition says by sets, a thousand at a time, so what was done stays right and what was not is
done by the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import F

from guisu.ground.database import rows
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.selectors import zone
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.steadiness import steady
from guisu.know.segments import population
from guisu.know.segments.compile import evaluator
from guisu.know.segments.definition.conditions import Condition, walk
from guisu.know.segments.definition.windows import LastHours, local_day
from guisu.know.segments.models import Crossing, Member, Segment, Snapshot
from guisu.know.segments.selectors import segments
from guisu.know.segments.selectors.segments import Opening
from guisu.know.segments.services.crossing import cross

AT_ONCE = 1_000
HOURLY_EVERY = timedelta(minutes=10)
Ids = np.ndarray[Any, np.dtype[np.int64]]


class Vanished(Exception):
    """The segment was changed or archived while it was being counted."""


class CannotBeCounted(Refusal):
    """It is put away, or what it asks for is gone."""

    code = "segments.cannot_be_counted"
    template = gettext_noop("This segment cannot be counted: look what it says.")


class NotCountedYet(Refusal):
    """What it asks for is still being taken out of older events, or somebody changed it."""

    code = "segments.not_counted_yet"
    template = gettext_noop("This segment is being prepared: try again in a moment.")


def count_now(pk: int, *, at: datetime) -> None:
    """Have the members of segment `pk` be those of this moment, for whoever acts on them now.

    Raises `CannotBeCounted`, `NotCountedYet`, and `WarehouseAway`.
    """
    refresh(Segment.objects.filter(pk=pk, archived_at=None), at=at)
    found = Segment.objects.filter(pk=pk, archived_at=None, trouble={}).first()
    if found is None:
        raise CannotBeCounted
    if not found.is_counted or found.counted_at is None or found.counted_at < at:
        raise NotCountedYet


def refresh_due(*, at: datetime) -> int:
    """Count the segments that need it; the number counted. Raises `WarehouseAway`.

    Needed: never counted as it is now, or in trouble; not yet today, for days pass and people
    leave with no event; not in the last minutes, for conditions on hours.
    """
    in_use = segments.openings(Segment.objects.filter(archived_at=None))
    return _count([each for each in in_use if _is_due(each, at=at)], at=at)


def refresh(wanted: Iterable[Segment], *, at: datetime) -> int:
    """Count these segments together; leaves that they share are computed once.

    One that cannot be counted keeps its members and says why. Raises `WarehouseAway`.
    """
    return _count(segments.openings(wanted), at=at)


def _is_due(found: Opening, *, at: datetime) -> bool:
    segment = found.segment
    if isinstance(found.whole, Refusal) or segment.trouble:
        return True
    if not segment.is_counted or segment.counted_at is None:
        return True
    local = zone()
    if local_day(segment.counted_at, local) != local_day(at, local):
        return True
    return at - segment.counted_at >= HOURLY_EVERY and _asks_hours(found.whole)


def _asks_hours(condition: Condition) -> bool:
    return any(isinstance(getattr(each, "window", None), LastHours) for each in walk(condition))


def _count(wanted: Iterable[Opening], *, at: datetime) -> int:
    ready: list[tuple[Segment, Condition]] = []
    for found in wanted:
        if isinstance(found.whole, Refusal):
            _note_trouble(found.segment, found.whole)
        else:
            ready.append((found.segment, found.whole))
    ready = _answerable(ready)
    if not ready:
        return 0
    began = warehouse.as_of().loaded_at or at
    inside = _asked({segment.pk: condition for segment, condition in ready}, at=at)
    return sum(_settle(segment, inside[segment.pk], began=began, at=at) for segment, _ in ready)


def _note_trouble(segment: Segment, refusal: Refusal) -> None:
    if segment.trouble != refusal.told:
        Segment.objects.filter(pk=segment.pk).update(trouble=refusal.told)


def _answerable(asked: Sequence[tuple[Segment, Condition]]) -> list[tuple[Segment, Condition]]:
    """Without those that ask for properties which are still being taken out of older events."""
    properties = [segments.asked_properties(condition) for _, condition in asked]
    named = set().union(*properties)
    waiting = warehouse.unanswered(named) if named else set()
    return [each for each, own in zip(asked, properties, strict=True) if waiting.isdisjoint(own)]


@steady
def _asked(conditions: Mapping[int, Condition], *, at: datetime) -> dict[int, Ids]:
    """Whom each condition holds for, ids ascending."""
    named = {f"s{pk}": condition for pk, condition in conditions.items()}
    table = evaluator.flags(named, population.everybody(at=at), segments.scores())
    found = table.to_pyarrow()
    ids = found["customer_id"].to_numpy()
    return {pk: np.sort(ids[found[f"s{pk}"].to_numpy()]) for pk in conditions}


def _settle(segment: Segment, inside: Ids, *, began: datetime, at: datetime) -> bool:
    """Move the members of `segment` to `inside`, and note how it stands."""
    known = Member.objects.filter(segment=segment).values_list("customer_id", flat=True)
    members = np.fromiter(known.iterator(chunk_size=50_000), np.int64)
    # Who crossed since the data was loaded did so by an event that is not in it.
    newer = Crossing.objects.filter(
        segment=segment, at__gte=began, by_event=True, version=segment.version
    )
    decided = np.fromiter(newer.values_list("customer_id", flat=True), np.int64)
    entering = np.setdiff1d(np.setdiff1d(inside, members), decided)
    leaving = np.setdiff1d(np.setdiff1d(members, inside), decided)
    entered = left = 0
    try:
        for group in _groups(entering):
            entered += _move(segment, entering=group, leaving=(), at=at)
        for group in _groups(leaving):
            left += _move(segment, entering=(), leaving=group, at=at)
        _finish(segment, entered, left, at=at)
    except Vanished:
        return False
    return True


def _groups(ids: Ids) -> Iterable[Sequence[int]]:
    return rows.chunks(ids.tolist(), AT_ONCE)


@transaction.atomic
def _move(
    segment: Segment, *, entering: Sequence[int], leaving: Sequence[int], at: datetime
) -> int:
    crossed = cross(_locked(segment), entering=entering, leaving=leaving, at=at)
    return len(crossed.entered) + len(crossed.left)


@transaction.atomic
def _finish(segment: Segment, entered: int, left: int, *, at: datetime) -> None:
    row = _locked(segment)
    size = Member.objects.filter(segment=segment).count()
    Segment.objects.filter(pk=row.pk).update(
        size=size, counted_version=F("version"), counted_at=at, trouble={}
    )
    Snapshot.objects.create(
        segment=row, version=row.version, at=at, size=size, entered=entered, left=left
    )


def _locked(segment: Segment) -> Segment:
    """The row, locked. Raises `Vanished` where it asks something else by now."""
    row = Segment.objects.select_for_update().filter(pk=segment.pk, archived_at=None).first()
    if row is None or row.version != segment.version:
        raise Vanished
    return row
