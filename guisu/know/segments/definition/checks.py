"""What makes a tree a condition: every list filled, every range and stretch possible, no excess."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.families import Concern
from guisu.know.segments.definition.faults import Fault

MOST_LEAVES = 100
DEEPEST = 12
CHECKS: Concern[Callable[[Any], Iterable[Fault]]] = Concern("checks", "faults")


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
    if isinstance(condition, c.Leaf):
        yield from (Problem(path, fault) for fault in CHECKS.of(condition)(condition))
    for number, part in enumerate(c.parts(condition)):
        yield from _within(part, (*path, number))
