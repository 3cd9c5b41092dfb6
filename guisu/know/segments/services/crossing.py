"""Letting people into segments and out of them: each crossing once, with its event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guisu.ground.database import rows
from guisu.ground.events.services import record_many
from guisu.know.segments.facts import SegmentEntered, SegmentLeft
from guisu.know.segments.models import Crossing, Segment

COLUMNS = ("segment_id", "customer_id", "entered", "version", "by_event", "at")


@dataclass(frozen=True, slots=True)
class Crossed:
    """Who really came and went: who was there already, or gone, is not among them."""

    entered: tuple[int, ...] = ()
    left: tuple[int, ...] = ()


def cross(
    segment: Segment,
    *,
    entering: Sequence[int],
    leaving: Sequence[int],
    by_event: bool = False,
    at: datetime,
) -> Crossed:
    """Move people, within the caller's transaction; safe to repeat.

    The first count of a segment makes members and no crossings: nobody entered, it began.
    """
    crossed = Crossed(_let_in(segment, entering, at=at), _let_out(segment, leaving))
    if segment.counted_version or by_event:
        _tell(segment, crossed, by_event=by_event, at=at)
    return crossed


def _let_in(segment: Segment, people: Sequence[int], *, at: datetime) -> tuple[int, ...]:
    if not people:
        return ()
    each, given = rows.spread(list(people))
    found = rows.read(
        "INSERT INTO segments_member (segment_id, customer_id, since) "  # noqa: S608
        f"SELECT %s, CAST(value AS bigint), %s FROM {each} WHERE true "
        "ON CONFLICT DO NOTHING RETURNING customer_id",
        [segment.pk, rows.stored(at), given],
    )
    return tuple(customer_id for (customer_id,) in found)


def _let_out(segment: Segment, people: Sequence[int]) -> tuple[int, ...]:
    if not people:
        return ()
    is_one, given = rows.among(list(people))
    found = rows.read(
        "DELETE FROM segments_member WHERE segment_id = %s "  # noqa: S608
        f"AND customer_id {is_one} RETURNING customer_id",
        [segment.pk, given],
    )
    return tuple(customer_id for (customer_id,) in found)


def _tell(segment: Segment, crossed: Crossed, *, by_event: bool, at: datetime) -> None:
    moves = [(pk, True) for pk in crossed.entered] + [(pk, False) for pk in crossed.left]
    stored = rows.stored(at)
    rows.insert(
        Crossing,
        COLUMNS,
        [(segment.pk, pk, came, segment.version, by_event, stored) for pk, came in moves],
    )
    subject = f"segment:{segment.pk}"
    entered, left = SegmentEntered(segment=segment.name), SegmentLeft(segment=segment.name)
    entries = [
        (entered if came else left).entry(at, customer_id=pk, subject=subject) for pk, came in moves
    ]
    record_many(entries, at=at)
