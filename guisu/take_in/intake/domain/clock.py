"""When a message happened, told by a clock that may be wrong."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 100_000_000_000  # as seconds that would be the year 5138


@lru_cache(8_192)
def instant(moment: str | float) -> datetime:
    """An ISO 8601 text (UTC where it names no zone), or seconds or milliseconds since 1970.

    Raises `ValueError` for anything else, and for moments before 1970. Kept for a while: each
    moment is asked for when its message is checked, and again when it is told.
    """
    try:
        if isinstance(moment, str):
            read = datetime.fromisoformat(moment)
            found = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        else:
            seconds = moment / 1000 if abs(moment) >= _MILLISECONDS_FROM else moment
            found = _EARLIEST + timedelta(seconds=seconds)
    except OverflowError as error:
        raise ValueError(f"out of range: {moment!r}") from error
    if found < _EARLIEST:
        raise ValueError(f"before 1970: {moment!r}")
    return found


def skew(sent_at: str | float | None, *, received_at: datetime) -> timedelta:
    """What to add to the sender's moments: its clock said `sent_at` when ours said `received_at`.

    The way of the request counts as skew too; the protocol leaves no way to tell them apart.
    """
    return timedelta(0) if sent_at is None else received_at - instant(sent_at)


def happened_at(
    timestamp: str | float | None, *, skewed_by: timedelta, received_at: datetime
) -> datetime:
    """The corrected moment; never later than `received_at`, which stands in where none is told."""
    if timestamp is None:
        return received_at
    try:
        return max(_EARLIEST, min(instant(timestamp) + skewed_by, received_at))
    except OverflowError:
        return received_at
