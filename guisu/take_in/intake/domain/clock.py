"""When a message happened, told by a clock that may be wrong."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d{9,13}(?:\.\d+)?")
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


def skew(
    sent_at: str | float | None,
    told: Iterable[str | float | None] = (),
    *,
    received_at: datetime,
) -> timedelta:
    """What to add to the sender's moments: its clock said `sent_at` when ours said `received_at`.

    The way of the request counts as skew too; the protocol leaves no way to tell them apart. Of a
    sender that does not say when it sent, the latest of the moments `told` that lies ahead of
    ours is taken for now: so the others keep their distances.
    """
    sent = _read(sent_at)
    if sent is not None:
        return received_at - sent
    latest = max((found for moment in told if (found := _read(moment))), default=received_at)
    return min(received_at - latest, timedelta(0))


def _read(moment: str | float | None) -> datetime | None:
    """The moment; None where there is none, or none that can be read."""
    try:
        return None if moment is None else instant(moment)
    except ValueError:
        return None


def happened_at(
    timestamp: str | float | None, *, skewed_by: timedelta, received_at: datetime
) -> datetime:
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
