"""Birthdays and ages: which days of birth a question about them means today."""

from calendar import isleap
from datetime import date, timedelta

from guisu.know.customers.domain.traits import FIRST_YEAR
from guisu.know.segments.definition.conditions import Range

# Before it lie only birthdays that were told without their year: nobody's age.
FIRST_WITH_YEAR = date(FIRST_YEAR, 1, 1)
LEAP_DAY = 229
EVE = 228


def month_days(today: date, in_days: int) -> frozenset[int]:
    """Days of birth, as 100 * month + day, whose birthday is within `in_days` days from today.

    In a common year 29 February is celebrated on the 28th.
    """
    days = (today + timedelta(days=n) for n in range(in_days + 1))
    found: set[int] = set()
    for day in days:
        found.add(month_day(day))
        if month_day(day) == EVE and not isleap(day.year):
            found.add(LEAP_DAY)
    return frozenset(found)


def month_day(day: date) -> int:
    return day.month * 100 + day.day


def born(years: Range, today: date) -> tuple[date, date | None]:
    """First and last day of birth of people whose age in full years is in `years`; None: open."""
    since = _years_before(today, years.at_most + 1) if years.at_most is not None else date.min
    until = _years_before(today, years.at_least) if years.at_least is not None else None
    return max(since + timedelta(days=1), FIRST_WITH_YEAR), until


def _years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 28 February where there is no 29th."""
    year = max(day.year - years, date.min.year)
    leap = day.month == 2 and day.day == 29 and not isleap(year)  # noqa: PLR2004
    return day.replace(year=year, day=28) if leap else day.replace(year=year)
