"""Days as a form asks for them, as instants of the installation's zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

# Beyond them an instant of the zone may be none in UTC; nothing here is older or younger.
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


def start_of(day: date | None) -> datetime | None:
    """Midnight at which `day` begins; of days before 1900 and after 2999, the nearest's."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(within(day), time.min))


def since(days: int, *, now: datetime) -> datetime:
    """The midnight at which the last `days` days begin, today being the last: as segments count."""
    return timezone.make_aware(
        datetime.combine(timezone.localdate(now) - timedelta(days=days - 1), time.min)
    )


def end_of(day: date | None) -> datetime | None:
    """Midnight at which `day` ends: an instant that is no longer in it."""
    return None if day is None else start_of(within(day) + timedelta(days=1))


def within(day: date) -> date:
    """`day`, or the nearest that is neither before 1900 nor after 2999."""
    return min(max(day, EARLIEST), LATEST)
