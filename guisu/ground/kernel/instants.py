"""How finely a moment is told."""

from datetime import UTC, datetime, timedelta

FINEST = timedelta(milliseconds=1)
A_MILLISECOND = 1_000  # in microseconds


def milliseconds(at: datetime) -> datetime:
    """The instant in UTC, cut to milliseconds: as figures compare it, in every engine."""
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // A_MILLISECOND * A_MILLISECOND)


def written(at: datetime) -> str:
    """An instant of UTC as the warehouse is told it: `2026-11-22 04:00:00.123`."""
    return at.replace(tzinfo=None).isoformat(" ", "milliseconds")


def shown(at: datetime) -> str:
    """By the clock of its zone, for people: the fraction only where there is one."""
    fraction = "milliseconds" if at.microsecond >= A_MILLISECOND else "seconds"
    return at.replace(tzinfo=None).isoformat(" ", fraction)
