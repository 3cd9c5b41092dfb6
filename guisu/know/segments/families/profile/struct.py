"""Conditions on what is told of people."""

from typing import Literal, TypeAlias

from guisu.know.segments.definition.conditions import End, Leaf, Range
from guisu.know.segments.definition.windows import Window

TextWay: TypeAlias = Literal["is", "contains", "starts", "known"]


class Attribute(Leaf, frozen=True, tag="attribute"):
    """A word of the profile, compared letter by letter; `known`: it is told at all.

    `source` is where the first row came from (`key:7`, `import:3`).
    """

    name: Literal["gender", "region", "source"]
    way: TextWay = "is"
    values: tuple[str, ...] = ()


class Birthday(Leaf, frozen=True, tag="birthday"):
    """The next birthday is today or within `in_days` days.

    Who was born on 29 February celebrates on the 28th where there is no 29th.
    """

    in_days: int


class BirthMonth(Leaf, frozen=True, tag="birth_month"):
    """Born in one of `months`, 1 to 12."""

    months: tuple[int, ...]


class Age(Leaf, frozen=True, tag="age"):
    """Full years today."""

    years: Range


class Seen(Leaf, frozen=True, tag="seen"):
    """When the person was first or last seen, by any sign of life."""

    which: End
    window: Window


Own: TypeAlias = Attribute | Birthday | BirthMonth | Age | Seen
