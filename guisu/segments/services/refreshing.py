"""Counting segments anew from the warehouse: all that are due in one question.

A count may be repeated, cut off anywhere, or run twice at once: members are moved to what the
condition says by sets, a thousand at a time, so what was done stays right and what was not is
done by the next.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import F

from guisu.database import rows
from guisu.kernel.refusals import Refusal
from guisu.segments import population
from guisu.segments.compile import evaluator
from guisu.segments.definition import storing
from guisu.segments.definition.conditions import Condition, walk
from guisu.segments.definition.windows import LastHours, local_day
from guisu.segments.models import Crossing, Member, Segment, Snapshot
from guisu.segments.selectors import segments
from guisu.segments.services.crossing import cross
from guisu.staff.selectors import zone
from guisu.warehouse import selectors as warehouse
from guisu.warehouse.steadiness import steady

AT_ONCE = 1_000
HOURLY_EVERY = timedelta(minutes=10)
Ids = np.ndarray[Any, np.dtype[np.int64]]


class Vanished(Exception):
    """The segment was changed or archived while it was being counted."""


def refresh_due(*, at: datetime) -> int:
    """Count the segments that need it; the number counted. Raises `WarehouseAway`.

    Needed: never counted as it is now; not yet today, for days pass and people leave with no
    event; not in the last minutes, for conditions on hours.
    """
    due = [each for each in Segment.objects.filter(archived_at=None) if is_due(each, at=at)]
    return refresh(due, at=at)


def is_due(segment: Segment, *, at: datetime) -> bool:
    if not segment.is_counted or segment.counted_at is None:
        return True
    local = zone()
    if local_day(segment.counted_at, local) != local_day(at, local):
        return True
    return at - segment.counted_at >= HOURLY_EVERY and _asks_hours(storing.read(segment.definition))


def refresh(wanted: Sequence[Segment], *, at: datetime) -> int:
    """Count these segments together; leaves that they share are computed once.

    One that cannot be counted keeps its members and says why. Raises `WarehouseAway`.
    """
    ready: dict[str, tuple[Segment, Condition]] = {}
    for segment in wanted:
        condition = _openable(segment)
        if condition is not None:
            ready[f"s{segment.pk}"] = (segment, condition)
    if not ready:
        return 0
    began = warehouse.as_of().loaded_at or at
    inside = _asked({name: condition for name, (_, condition) in ready.items()}, at=at)
    return sum(
        _settle(segment, inside[name], began=began, at=at) for name, (segment, _) in ready.items()
    )


def _openable(segment: Segment) -> Condition | None:
    """The whole condition; None, with the trouble noted, where it cannot be asked now."""
    try:
        condition = segments.opened(storing.read(segment.definition), own=segment.pk)
    except Refusal as refusal:
        _note_trouble(segment, str(refusal))
        return None
    if warehouse.unanswered(segments.asked_properties(condition)):
        return None
    return condition


@steady
def _asked(conditions: dict[str, Condition], *, at: datetime) -> dict[str, Ids]:
    """Whom each condition holds for, ids ascending."""
    table = evaluator.flags(conditions, population.everybody(at=at), segments.scores())
    found = table.to_pyarrow()
    ids = found["customer_id"].to_numpy()
    return {name: np.sort(ids[found[name].to_numpy()]) for name in conditions}


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
        size=size, counted_version=F("version"), counted_at=at, trouble=""
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


def _note_trouble(segment: Segment, text: str) -> None:
    Segment.objects.filter(pk=segment.pk).update(trouble=text[:300])


def _asks_hours(condition: Condition) -> bool:
    try:
        whole = segments.opened(condition)
    except Refusal:
        return False
    return any(isinstance(getattr(each, "window", None), LastHours) for each in walk(whole))
