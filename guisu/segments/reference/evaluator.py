"""Whether a condition holds for one person at one moment."""

from collections.abc import Hashable, Mapping
from typing import TypeVar, assert_never

from guisu.segments.definition import conditions as c
from guisu.segments.reference.doing import doing
from guisu.segments.reference.people import Moment, Person
from guisu.segments.reference.profile import standing, told
from guisu.segments.reference.trading import trading

UNOPENED = "segment %d is named and not opened"


Name = TypeVar("Name", bound=Hashable)


def verdicts(conditions: Mapping[Name, c.Condition], person: Person, moment: Moment) -> set[Name]:
    """The names of those conditions that hold; a leaf that several share is asked once."""
    known: dict[c.Condition, bool] = {}

    def held(condition: c.Condition) -> bool:
        match condition:
            case c.All(parts):
                return all(map(held, parts))
            case c.AnyOf(parts):
                return any(map(held, parts))
            case c.Not(part):
                return not held(part)
            case _:
                if condition not in known:
                    known[condition] = holds(condition, person, moment)
                return known[condition]

    return {name for name, condition in conditions.items() if held(condition)}


def holds(condition: c.Condition, person: Person, moment: Moment) -> bool:
    """Raises ValueError for a condition that names segments: open it first."""
    match condition:
        case c.All(parts):
            return all(holds(part, person, moment) for part in parts)
        case c.AnyOf(parts):
            return any(holds(part, person, moment) for part in parts)
        case c.Not(part):
            return not holds(part, person, moment)
        case c.InSegment(number):
            raise ValueError(UNOPENED % number)
        case _:
            return fulfils(condition, person, moment)


def fulfils(leaf: c.Leaf, person: Person, moment: Moment) -> bool:
    """One leaf alone."""
    if isinstance(leaf, c.Trading):
        return trading(leaf, person, moment)
    if isinstance(leaf, c.Doing):
        return doing(leaf, person, moment)
    if isinstance(leaf, c.Told):
        return told(leaf, person, moment)
    if isinstance(leaf, c.Standing):
        return standing(leaf, person)
    assert_never(leaf)
