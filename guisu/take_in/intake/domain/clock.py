"""When a message happened, told by a clock that may be wrong."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d{9,13}(?:\.\d+)?")
LONGEST_GAP = timedelta(days=1)
NOTHING = timedelta(0)
Told = str | float | None
_MILLISECONDS_FROM = 100_000_000_000  # as seconds that would be the year 5138


@lru_cache(8_192)
def instant(moment: str | float) -> datetime:
    """An ISO 8601 or RFC 5322 text (UTC where it names no zone), or (milli)seconds since 1970.

    Raises `ValueError` for anything else, and for moments before 1970.
    """
    try:
        if isinstance(moment, str) and not _NUMBER.fullmatch(moment):
            read = _written(moment)
            found = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        else:
            moment = float(moment)
            seconds = moment / 1000 if abs(moment) >= _MILLISECONDS_FROM else moment
            found = _EARLIEST + timedelta(seconds=seconds)
    except OverflowError as error:
        raise ValueError(f"out of range: {moment!r}") from error
    if found < _EARLIEST:
        raise ValueError(f"before 1970: {moment!r}")
    return found


def _written(moment: str) -> datetime:
    try:
        return datetime.fromisoformat(moment.replace("/", "-"))
    except ValueError:
        return parsedate_to_datetime(moment)


def skew(sent_at: Iterable[Told], told: Iterable[Told], *, received_at: datetime) -> timedelta:
    """What to add to the moments `told` by a sender whose clock said `sent_at` at `received_at`.

    Of several words about the sending the first that can be read holds. The way of the request
    counts as skew too; the protocol leaves no way to tell them apart. Where moments would lie ahead
    of ours even so, or nothing is said of the sending, all are moved back until the latest falls on
    `received_at`: they keep their order and distances.
    """
    sent = next((found for word in sent_at if (found := _read(word))), None)
    by_sender = received_at - sent if sent is not None else NOTHING
    moments = [found for word in told if (found := _read(word))]
    if not moments or max(moments) - received_at + by_sender <= NOTHING:
        return by_sender
    return by_sender - _ahead(moment - received_at + by_sender for moment in moments)


def _ahead(ahead_by: Iterable[timedelta]) -> timedelta:
    """How far the latest lies ahead; nothing where none does.

    One that is days beyond all others, as a day of next year among moments of today, is an error
    of its own and does not move them.
    """
    reached: timedelta | None = None
    for each in sorted(ahead_by):
        if reached is not None and each - max(reached, NOTHING) > LONGEST_GAP:
            break
        reached = each
    return max(reached or NOTHING, NOTHING)


def _read(moment: Told) -> datetime | None:
    """The moment; None where there is none, or none that can be read."""
    try:
        return None if moment is None else instant(moment)
    except ValueError:
        return None


def happened_at(timestamp: Told, *, skewed_by: timedelta, received_at: datetime) -> datetime:
    """The corrected moment; never later than `received_at`, which stands in where none is told.

    A moment that nobody can read is none: an event is worth more than its moment.
    """
    told = _read(timestamp)
    if told is None:
        return received_at
    try:
        return max(_EARLIEST, min(told + skewed_by, received_at))
    except OverflowError:
        return received_at
