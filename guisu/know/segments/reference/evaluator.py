"""Whether a condition holds for one person at one moment."""

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, TypeVar

from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition import opening
from guisu.know.segments.definition.families import Concern
from guisu.know.segments.reference.people import Moment, Person

Name = TypeVar("Name", bound=Hashable)
RULES: Concern[Callable[[Any, Person, Moment], bool]] = Concern("reference", "holds")


def verdicts(conditions: Mapping[Name, c.Condition], person: Person, moment: Moment) -> set[Name]:
    """The names of those conditions that hold; a leaf that several share is asked once."""
    known: dict[c.Leaf, bool] = {}

    def asked(leaf: c.Leaf) -> bool:
        if leaf not in known:
            known[leaf] = fulfils(leaf, person, moment)
        return known[leaf]

    return {name for name, condition in conditions.items() if _holds(condition, asked)}


def holds(condition: c.Condition, person: Person, moment: Moment) -> bool:
    """Raises ValueError for a condition that names segments: open it first."""
    return _holds(condition, partial(fulfils, person=person, moment=moment))


def fulfils(leaf: c.Leaf, person: Person, moment: Moment) -> bool:
    """One leaf alone, by the rule of its family."""
    return RULES.of(leaf)(leaf, person, moment)


def _holds(condition: c.Condition, asked: Callable[[c.Leaf], bool]) -> bool:
    match condition:
        case c.Leaf():
            return asked(condition)
        case c.All(parts):
            return all(_holds(part, asked) for part in parts)
        case c.AnyOf(parts):
            return any(_holds(part, asked) for part in parts)
        case c.Not(part):
            return not _holds(part, asked)
        case c.InSegment(number):
            raise ValueError(opening.UNOPENED % number)
        case _:
            raise TypeError(condition)
