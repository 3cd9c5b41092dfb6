"""What can be wrong with a part of a condition, and the tests by which families find it."""

from collections.abc import Iterator
from enum import StrEnum

from guisu.know.segments.definition.conditions import Happening, Property, Range
from guisu.know.segments.definition.windows import (
    MOST_DAYS,
    Dates,
    DaysAgo,
    LastDays,
    LastHours,
    Window,
)

MOST_HOURS = 24 * MOST_DAYS


class Fault(StrEnum):
    """What is wrong with one part of a definition."""

    NOTHING_CHOSEN = "nothing_chosen"
    NO_NUMBER = "no_number"
    NUMBERS_CROSSED = "numbers_crossed"
    NUMBER_OUT_OF_REACH = "number_out_of_reach"
    NO_DAYS = "no_days"
    DAYS_CROSSED = "days_crossed"
    WRONG_VALUE = "wrong_value"
    EMPTY_GROUP = "empty_group"
    TOO_MANY = "too_many"
    TOO_DEEP = "too_deep"


def chosen(values: tuple[object, ...] | str) -> Iterator[Fault]:
    if not values:
        yield Fault.NOTHING_CHOSEN


def between(value: int, least: int, most: int) -> Iterator[Fault]:
    if not least <= value <= most:
        yield Fault.NUMBER_OUT_OF_REACH


def each_between(values: tuple[int, ...], least: int, most: int) -> Iterator[Fault]:
    for value in values:
        yield from between(value, least, most)


def reach(given: Range, *, least: int | None = 0, most: int = 10**15) -> Iterator[Fault]:
    """Of a range; `least` None: it may lie below zero."""
    ends = [end for end in (given.at_least, given.at_most) if end is not None]
    if not ends:
        yield Fault.NO_NUMBER
    elif ends != sorted(ends):
        yield Fault.NUMBERS_CROSSED
    yield from each_between(tuple(ends), -most if least is None else least, most)


def stretch(window: Window | None) -> Iterator[Fault]:
    match window:
        case None:
            return
        case LastDays(days):
            yield from between(days, 1, MOST_DAYS)
        case LastHours(hours):
            yield from between(hours, 1, MOST_HOURS)
        case DaysAgo(newest, oldest):
            yield from between(newest, 0, MOST_DAYS)
            if oldest is not None:
                yield from between(oldest, newest, MOST_DAYS)
        case Dates():
            yield from _dates(window)


def _dates(window: Dates) -> Iterator[Fault]:
    if window.since is None and window.until is None:
        yield Fault.NO_DAYS
    elif window.since and window.until and window.since > window.until:
        yield Fault.DAYS_CROSSED


def happening(event: Happening) -> Iterator[Fault]:
    yield from chosen(event.kind)
    for test in event.where:
        yield from _property(test)


def _property(test: Property) -> Iterator[Fault]:
    yield from chosen(test.name)
    match test.way:
        case "exists" | "missing" | "true" | "false":
            return
        case "contains" | "excludes":
            fits = all(isinstance(value, str) and value for value in test.values)
        case "at_least" | "at_most":
            fits = len(test.values) == 1 and type(test.values[0]) is float
        case _:
            fits = True
    yield from chosen(test.values)
    if not fits:
        yield Fault.WRONG_VALUE
