"""What is still missing in a condition on the profile."""

from collections.abc import Iterator

from guisu.know.segments.definition.faults import (
    Fault,
    between,
    chosen,
    each_between,
    reach,
    stretch,
)
from guisu.know.segments.families.profile import struct as s

DECEMBER = 12
OLDEST_AGE = 150


def faults(leaf: s.Own) -> Iterator[Fault]:
    match leaf:
        case s.Attribute(_, way, values):
            if way != "known":
                yield from chosen(values)
            if way in {"contains", "starts"} and "" in values:
                yield Fault.WRONG_VALUE
        case s.Birthday(in_days):
            yield from between(in_days, 0, 366)
        case s.BirthMonth(months):
            yield from chosen(months)
            yield from each_between(months, 1, DECEMBER)
        case s.Age(years):
            yield from reach(years, most=OLDEST_AGE)
        case s.Seen(_, window):
            yield from stretch(window)
