"""Conditions on what is told of a person and what they stand in."""

from typing import assert_never

from guisu.know.segments.definition import calendar
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.reference.people import Moment, Person


def told(leaf: c.Told, person: Person, moment: Moment) -> bool:
    match leaf:
        case c.Attribute():
            return _word(leaf, getattr(person, leaf.name))
        case c.Birthday(in_days):
            days = calendar.month_days(moment.today, in_days)
            return person.birthday_on is not None and (
                calendar.month_day(person.birthday_on) in days
            )
        case c.BirthMonth(months):
            return person.birthday_on is not None and person.birthday_on.month in months
        case c.Age(years):
            since, until = calendar.born(years, moment.today)
            born = person.birthday_on
            return (
                born is not None and (not since or born >= since) and (not until or born <= until)
            )
        case c.Seen(which, window):
            seen = person.first_seen_at if which == "first" else person.last_seen_at
            return moment.span(window).holds(seen)
        case _:
            assert_never(leaf)


def standing(leaf: c.Standing, person: Person) -> bool:
    match leaf:
        case c.KnownBy(channels):
            return not person.channels.isdisjoint(channels)
        case c.KnownAt(stores):
            return not person.stores.isdisjoint(stores)
        case c.Tagged(tags):
            return not person.tags.isdisjoint(tags)
        case c.Agreed(channel, purpose):
            return (channel, purpose) in person.agreed
        case c.InCell(recency, frequency, monetary):
            return person.cell is not None and all(
                not wanted or score in wanted
                for wanted, score in zip((recency, frequency, monetary), person.cell, strict=True)
            )
        case c.InStage(stages):
            return person.stage in stages
        case _:
            assert_never(leaf)


def _word(leaf: c.Attribute, word: str) -> bool:
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
