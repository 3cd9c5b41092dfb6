"""What is still missing in a condition on events."""

from collections.abc import Iterator

from guisu.know.segments.definition.faults import (
    MOST_HOURS,
    Fault,
    between,
    each_between,
    happening,
    reach,
    stretch,
)
from guisu.know.segments.definition.windows import MOST_DAYS
from guisu.know.segments.families.behaviour import struct as s

MOST_PERIODS = 60


def faults(leaf: s.Own) -> Iterator[Fault]:
    for event in leaf.happenings:
        yield from happening(event)
    match leaf:
        case s.Did(_, times, window):
            yield from reach(times)
            yield from stretch(window)
        case s.DidAt(_, _, window):
            yield from stretch(window)
        case s.DidThen(_, _, within_hours, window):
            yield from between(within_hours, 1, MOST_HOURS)
            yield from stretch(window)
        case s.DidRegularly(_, every_days, at_least, periods):
            yield from between(periods, 1, MOST_PERIODS)
            yield from between(at_least, 1, periods)
            yield from between(every_days * periods, 1, MOST_DAYS)
        case s.Stopped(_, first, second) | s.Resumed(_, first, second):
            yield from each_between((first, second), 1, MOST_DAYS)
