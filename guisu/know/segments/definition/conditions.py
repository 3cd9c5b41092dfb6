"""The language: what conditions are made of, and how they go together.

The conditions themselves come in families; a room brings its own (`definition.families`).
"""

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

Value: TypeAlias = str | float
PropertyWay: TypeAlias = Literal[
    "is",
    "is_not",
    "contains",
    "excludes",
    "at_least",
    "at_most",
    "true",
    "false",
    "exists",
    "missing",
]
End: TypeAlias = Literal["first", "last"]


class Piece(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Any part of a definition: frozen, hashable, equal when it says the same."""


class Condition:
    """What can be asked about a person; stored with the name of its kind under `is`."""

    __slots__ = ()


class Range(Piece, frozen=True):
    """From `at_least` to `at_most`, both included; None: open."""

    at_least: int | None = None
    at_most: int | None = None

    def holds(self, value: int) -> bool:
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


ONCE_OR_MORE = Range(at_least=1)


class Property(Piece, frozen=True):
    """A test of one property at the top of an event.

    Text is compared with text and numbers with numbers. `is_not`, `excludes` and `missing` hold
    where there is no such property; `contains` and `excludes` look at text, `at_least` and
    `at_most` at numbers, `true` and `false` at yes and no.
    """

    name: str
    way: PropertyWay = "is"
    values: tuple[Value, ...] = ()


class Happening(Piece, frozen=True):
    """Events of one kind whose properties pass all of `where`."""

    kind: str
    where: tuple[Property, ...] = ()


class Leaf(Piece, Condition, frozen=True, tag_field="is"):
    """A condition that asks about the person itself: every condition of a family is one."""

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """The events that it asks for."""
        return ()


class All(Piece, Condition, frozen=True, tag_field="is", tag="all"):
    """All parts hold; with no part, everybody."""

    parts: tuple[Condition, ...] = ()


class AnyOf(Piece, Condition, frozen=True, tag_field="is", tag="any"):
    """At least one part holds; with no part, nobody."""

    parts: tuple[Condition, ...] = ()


class Not(Piece, Condition, frozen=True, tag_field="is", tag="not"):
    """Exactly the people for whom `part` does not hold."""

    part: Condition


class InSegment(Piece, Condition, frozen=True, tag_field="is", tag="segment"):
    """Fulfils the present definition of another segment."""

    segment: int


def parts(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that `condition` is made of, one step down."""
    match condition:
        case All(inner) | AnyOf(inner):
            return inner
        case Not(part):
            return (part,)
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """`condition` and everything in it, from the top, segments that it names not opened."""
    yield condition
    for part in parts(condition):
        yield from walk(part)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves of `condition`, from the top, segments that it names not opened."""
    return (each for each in walk(condition) if isinstance(each, Leaf))
