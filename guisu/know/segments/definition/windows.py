"""Stretches of time, said as people say them, and the instants that they are at a moment.

Days are days of the installation's zone, from midnight to midnight, whatever the clock does at
the change to summer time. Evaluators compare with the bounds made here and do no calendar of
their own, so that no two can differ on what yesterday was.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from guisu.ground.kernel.instants import FINEST, milliseconds

MOST_DAYS = 3660


class Span(NamedTuple):
    """From `start` on and before `end`, both UTC; None: open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.start is None or at >= self.start) and (self.end is None or at < self.end)


class LastDays(msgspec.Struct, frozen=True, tag_field="is", tag="last_days"):
    """Today and the days before it, `days` in all; 1 is today alone."""

    days: int


class DaysAgo(msgspec.Struct, frozen=True, tag_field="is", tag="days_ago", omit_defaults=True):
    """From `oldest` days ago to `newest` days ago, both included; 1 and 1 is yesterday.

    `oldest` None: from the beginning, so (None, 30) is 30 days ago or longer.
    """

    newest: int
    oldest: int | None = None


class LastHours(msgspec.Struct, frozen=True, tag_field="is", tag="last_hours"):
    """The `hours` before the moment, to the millisecond."""

    hours: int


class Dates(msgspec.Struct, frozen=True, tag_field="is", tag="dates", omit_defaults=True):
    """From `since` to `until`, both days included; either may be left open."""

    since: date | None = None
    until: date | None = None


Window: TypeAlias = LastDays | DaysAgo | LastHours | Dates


def span(window: Window | None, *, at: datetime, zone: ZoneInfo) -> Span:
    """The instants of `window` at the moment `at`; no window is all time."""
    match window:
        case None:
            return Span()
        case LastHours(hours):
            # The millisecond in which the stretch begins is outside.
            return Span(milliseconds(at) - timedelta(hours=hours) + FINEST)
        case Dates(since, until):
            return Span(
                midnight(since, zone) if since else None,
                midnight(until + timedelta(days=1), zone) if until else None,
            )
        case LastDays(days):
            return days_back(days - 1, 0, today=local_day(at, zone), zone=zone)
        case DaysAgo(newest, oldest):
            return days_back(oldest, newest, today=local_day(at, zone), zone=zone)


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment in the installation's zone, from which stretches are counted back."""

    at: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return local_day(self.at, self.zone)

    def span(self, window: Window | None) -> Span:
        return span(window, at=self.at, zone=self.zone)

    def days_back(self, oldest: int | None, newest: int) -> Span:
        """The days from `oldest` to `newest` before today, both included; None: open."""
        return days_back(oldest, newest, today=self.today, zone=self.zone)


@lru_cache(maxsize=1024)
def days_back(oldest: int | None, newest: int, *, today: date, zone: ZoneInfo) -> Span:
    """The days from `oldest` to `newest` before `today`, both included."""
    start = midnight(today - timedelta(days=oldest), zone) if oldest is not None else None
    return Span(start, midnight(today - timedelta(days=newest - 1), zone))


def local_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


@lru_cache(maxsize=4096)
def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant, UTC, at which `day` begins in `zone`."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
