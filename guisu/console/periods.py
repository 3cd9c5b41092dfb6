"""Days as a form asks for them, as instants of the installation's zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def start_of(day: date | None) -> datetime | None:
    """Midnight at which `day` begins."""
    return None if day is None else timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date | None) -> datetime | None:
    """Midnight at which `day` ends: an instant that is no longer in it."""
    return None if day is None else start_of(day + timedelta(days=1))
