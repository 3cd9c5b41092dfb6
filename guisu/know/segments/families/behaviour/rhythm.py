"""Habits: the stretches of days in which something must, or must not, have been done."""

from typing import NamedTuple, assert_never

from guisu.know.segments.definition.windows import Clock, Span
from guisu.know.segments.families.behaviour.struct import DidRegularly, Resumed, Stopped


class Change(NamedTuple):
    """Something was done in each of `wanted`, the earliest of them first; not in `unwanted`."""

    wanted: tuple[Span, ...]
    unwanted: Span


def stretches(leaf: DidRegularly, clock: Clock) -> list[Span]:
    """The stretches that are looked at, one behind the other; the first ends with today."""
    days = leaf.every_days
    return [
        clock.days_back((number + 1) * days - 1, number * days) for number in range(leaf.periods)
    ]


def change(leaf: Stopped | Resumed, clock: Clock) -> Change:
    match leaf:
        case Stopped(_, quiet, before):
            earlier = clock.days_back(quiet + before - 1, quiet)
            return Change((earlier,), unwanted=clock.days_back(quiet - 1, 0))
        case Resumed(_, quiet, within):
            earlier, lately = clock.days_back(None, within + quiet), clock.days_back(within - 1, 0)
            silent = clock.days_back(within + quiet - 1, within)
            return Change((earlier, lately), unwanted=silent)
        case _:
            assert_never(leaf)
