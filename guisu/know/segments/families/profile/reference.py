"""Whether a condition on the profile holds for one person."""

from typing import assert_never

from guisu.know.segments.families.profile import calendar
from guisu.know.segments.families.profile import struct as s
from guisu.know.segments.reference.people import Moment, Person


def holds(leaf: s.Own, person: Person, moment: Moment) -> bool:
    match leaf:
        case s.Attribute():
            return _word(leaf, getattr(person, leaf.name))
        case s.Birthday(in_days):
            days = calendar.month_days(moment.today, in_days)
            return person.birthday_on is not None and (
                calendar.month_day(person.birthday_on) in days
            )
        case s.BirthMonth(months):
            return person.birthday_on is not None and person.birthday_on.month in months
        case s.Age(years):
            since, until = calendar.born(years, moment.today)
            born = person.birthday_on
            return born is not None and born >= since and (not until or born <= until)
        case s.Seen(which, window):
            seen = person.first_seen_at if which == "first" else person.last_seen_at
            return moment.span(window).holds(seen)
        case _:
            assert_never(leaf)


def _word(leaf: s.Attribute, word: str) -> bool:
    match leaf.way:
        case "known":
            return bool(word)
        case "is":
            return word in leaf.values
        case "contains":
            return any(value in word for value in leaf.values)
        case "starts":
            return any(word.startswith(value) for value in leaf.values)
        case _:
            assert_never(leaf.way)
