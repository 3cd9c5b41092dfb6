"""What makes a tree a condition: every list filled, every range and stretch possible, no excess."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.windows import (
    MOST_DAYS,
    Dates,
    DaysAgo,
    LastDays,
    LastHours,
    Window,
)

MOST_LEAVES = 100
DEEPEST = 12
MOST_PERIODS = 60
MOST_HOURS = 24 * MOST_DAYS
BEST_SCORE = 5
DECEMBER = 12
OLDEST_AGE = 150


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


class Problem(NamedTuple):
    """A fault, and the way to it: which part of the top, which part of that, and so on."""

    path: tuple[int, ...]
    fault: Fault


def problems(condition: c.Condition) -> list[Problem]:
    """All that keeps `condition` from being asked; empty for a sound one."""
    found = list(_within(condition, ()))
    leaves = sum(1 for each in c.walk(condition) if not isinstance(each, c.All | c.AnyOf | c.Not))
    if leaves > MOST_LEAVES:
        found.append(Problem((), Fault.TOO_MANY))
    return found


def _within(condition: c.Condition, path: tuple[int, ...]) -> Iterator[Problem]:
    if len(path) > DEEPEST:
        yield Problem(path, Fault.TOO_DEEP)
        return
    if isinstance(condition, c.AnyOf | c.All) and path and not condition.parts:
        yield Problem(path, Fault.EMPTY_GROUP)
    yield from (Problem(path, fault) for fault in _faults(condition))
    for number, part in enumerate(c.parts(condition)):
        yield from _within(part, (*path, number))


def _faults(condition: c.Condition) -> Iterator[Fault]:
    if isinstance(condition, c.Told):
        yield from _told(condition)
    elif isinstance(condition, c.Standing):
        yield from _standing(condition)
    elif isinstance(condition, c.Trading):
        yield from _trading(condition)
    elif isinstance(condition, c.Doing):
        yield from _doing(condition)


def _told(leaf: c.Told) -> Iterator[Fault]:
    match leaf:
        case c.Attribute(_, way, values):
            if way != "known":
                yield from _chosen(values)
            if way in {"contains", "starts"} and "" in values:
                yield Fault.WRONG_VALUE
        case c.Birthday(in_days):
            yield from _between(in_days, 0, 366)
        case c.BirthMonth(months):
            yield from _chosen(months)
            yield from _each_between(months, 1, DECEMBER)
        case c.Age(years):
            yield from _range(years, most=OLDEST_AGE)
        case c.Seen(_, window):
            yield from _window(window)


def _standing(leaf: c.Standing) -> Iterator[Fault]:
    match leaf:
        case c.KnownBy(values) | c.InStage(values):
            yield from _chosen(values)
        case c.KnownAt(ids) | c.Tagged(ids):
            yield from _chosen(ids)
        case c.Agreed(channel, purpose):
            yield from _chosen(tuple(filter(None, (channel and purpose,))))
        case c.InCell(recency, frequency, monetary):
            scores = (*recency, *frequency, *monetary)
            yield from _chosen(scores)
            yield from _each_between(scores, 1, BEST_SCORE)


def _trading(leaf: c.Trading) -> Iterator[Fault]:
    match leaf:
        case c.Bought(times):
            yield from _range(times)
        case c.Spent(minor) | c.AverageOrder(minor):
            yield from _range(minor, least=None)
        case c.OrderedAt():
            pass
    if leaf.window is not None:
        yield from _window(leaf.window)


def _doing(leaf: c.Doing) -> Iterator[Fault]:
    for event in c.happenings(leaf):
        yield from _happening(event)
    match leaf:
        case c.Did(_, times, _):
            yield from _range(times)
        case c.DidThen(_, _, within_hours, _):
            yield from _between(within_hours, 1, MOST_HOURS)
        case c.DidRegularly(_, every_days, at_least, periods):
            yield from _between(periods, 1, MOST_PERIODS)
            yield from _between(at_least, 1, periods)
            yield from _between(every_days * periods, 1, MOST_DAYS)
        case c.Stopped(_, first, second) | c.Resumed(_, first, second):
            yield from _each_between((first, second), 1, MOST_DAYS)
        case c.DidAt():
            pass
    window = getattr(leaf, "window", None)
    if window is not None:
        yield from _window(window)


def _happening(event: c.Happening) -> Iterator[Fault]:
    yield from _chosen(event.kind)
    for test in event.where:
        yield from _property(test)


def _property(test: c.Property) -> Iterator[Fault]:
    yield from _chosen(test.name)
    match test.way:
        case "exists" | "missing" | "true" | "false":
            return
        case "contains" | "excludes":
            fits = all(isinstance(value, str) and value for value in test.values)
        case "at_least" | "at_most":
            fits = len(test.values) == 1 and type(test.values[0]) is float
        case _:
            fits = True
    yield from _chosen(test.values)
    if not fits:
        yield Fault.WRONG_VALUE


def _window(window: Window) -> Iterator[Fault]:
    match window:
        case LastDays(days):
            yield from _between(days, 1, MOST_DAYS)
        case LastHours(hours):
            yield from _between(hours, 1, MOST_HOURS)
        case DaysAgo(newest, oldest):
            yield from _between(newest, 0, MOST_DAYS)
            if oldest is not None:
                yield from _between(oldest, newest, MOST_DAYS)
        case Dates(since, until):
            if since is None and until is None:
                yield Fault.NO_DAYS
            elif since and until and since > until:
                yield Fault.DAYS_CROSSED


def _range(given: c.Range, *, least: int | None = 0, most: int = 10**15) -> Iterator[Fault]:
    ends = [end for end in (given.at_least, given.at_most) if end is not None]
    if not ends:
        yield Fault.NO_NUMBER
    elif ends != sorted(ends):
        yield Fault.NUMBERS_CROSSED
    yield from _each_between(tuple(ends), -most if least is None else least, most)


def _between(value: int, least: int, most: int) -> Iterator[Fault]:
    if not least <= value <= most:
        yield Fault.NUMBER_OUT_OF_REACH


def _each_between(values: tuple[int, ...], least: int, most: int) -> Iterator[Fault]:
    for value in values:
        yield from _between(value, least, most)


def _chosen(values: tuple[object, ...] | str) -> Iterator[Fault]:
    if not values:
        yield Fault.NOTHING_CHOSEN
