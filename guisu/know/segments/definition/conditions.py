"""The conditions: what can be asked about a person, as values that are stored, compared, shared."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from guisu.know.segments.definition.windows import Window

Value: TypeAlias = str | float
TextWay: TypeAlias = Literal["is", "contains", "starts", "known"]
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


class Node(Piece, frozen=True, tag_field="is"):
    """A condition; `is` names its kind where it is stored."""


class Range(Piece, frozen=True):
    """From `at_least` to `at_most`, both included; None: open."""

    at_least: int | None = None
    at_most: int | None = None

    def holds(self, value: int) -> bool:
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


ONCE_OR_MORE = Range(at_least=1)


class All(Node, frozen=True, tag="all"):
    """All parts hold; with no part, everybody."""

    parts: tuple["Condition", ...] = ()


class AnyOf(Node, frozen=True, tag="any"):
    """At least one part holds; with no part, nobody."""

    parts: tuple["Condition", ...] = ()


class Not(Node, frozen=True, tag="not"):
    """Exactly the people for whom `part` does not hold."""

    part: "Condition"


class Attribute(Node, frozen=True, tag="attribute"):
    """A word of the profile, compared letter by letter; `known`: it is told at all.

    `source` is where the first row came from (`key:7`, `import:3`).
    """

    name: Literal["gender", "region", "source"]
    way: TextWay = "is"
    values: tuple[str, ...] = ()


class Birthday(Node, frozen=True, tag="birthday"):
    """The next birthday is today or within `in_days` days.

    Who was born on 29 February celebrates on the 28th where there is no 29th.
    """

    in_days: int


class BirthMonth(Node, frozen=True, tag="birth_month"):
    """Born in one of `months`, 1 to 12."""

    months: tuple[int, ...]


class Age(Node, frozen=True, tag="age"):
    """Full years today."""

    years: Range


class Seen(Node, frozen=True, tag="seen"):
    """When the person was first or last seen, by any sign of life."""

    which: End
    window: Window


class KnownBy(Node, frozen=True, tag="known_by"):
    """Has an identity on one of `channels`: `phone`, `external_userid` (a WeCom contact)."""

    channels: tuple[str, ...]


class KnownAt(Node, frozen=True, tag="known_at"):
    """Is known to one of `stores`."""

    stores: tuple[int, ...]


class Tagged(Node, frozen=True, tag="tagged"):
    """Carries one of `tags`."""

    tags: tuple[int, ...]


class Agreed(Node, frozen=True, tag="agreed"):
    """The latest word about the channel and purpose is yes."""

    channel: str
    purpose: str = "marketing"


class OrderFilter(Piece, frozen=True):
    """Which orders count; what is left empty asks nothing.

    An order fits `products`, `tiers` or `categories` when one of its lines fits all three.
    """

    products: tuple[int, ...] = ()
    tiers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    stores: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def asks_lines(self) -> bool:
        return bool(self.products or self.tiers or self.categories)


ANY_ORDER = OrderFilter()


class Bought(Node, frozen=True, tag="bought"):
    """Number of orders, without cancelled ones and returns."""

    times: Range = ONCE_OR_MORE
    window: Window | None = None
    only: OrderFilter = ANY_ORDER


class Spent(Node, frozen=True, tag="spent"):
    """What was paid in all, in minor units of the installation's currency, less refunds.

    Where lines are asked for, the amounts of these lines, of orders neither cancelled nor
    refunded; refunds of a part are of an order and not of its lines, and are left out.
    """

    minor: Range
    window: Window | None = None
    only: OrderFilter = ANY_ORDER


class AverageOrder(Node, frozen=True, tag="average_order"):
    """`Spent` by `Bought`, in minor units; false for who never bought."""

    minor: Range
    window: Window | None = None
    only: OrderFilter = ANY_ORDER


class OrderedAt(Node, frozen=True, tag="ordered_at"):
    """The first or the last order (as `Bought` counts) was in `window`."""

    which: End
    window: Window
    only: OrderFilter = ANY_ORDER


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


class Did(Node, frozen=True, tag="did"):
    """How often it happened; `Range(at_most=0)`: never."""

    event: Happening
    times: Range = ONCE_OR_MORE
    window: Window | None = None


class DidAt(Node, frozen=True, tag="did_at"):
    """It happened for the first or the last time in `window`."""

    event: Happening
    which: End
    window: Window


class DidThen(Node, frozen=True, tag="did_then"):
    """`first`, and later, within `within_hours`, `then`; both in `window`. Not in one second."""

    first: Happening
    then: Happening
    within_hours: int
    window: Window | None = None


class DidRegularly(Node, frozen=True, tag="did_regularly"):
    """In at least `at_least` of the last `periods` stretches of `every_days` days, up to today."""

    event: Happening
    every_days: int
    at_least: int
    periods: int


class Stopped(Node, frozen=True, tag="stopped"):
    """Not in the last `quiet_days` days, but in the `before_days` days before these."""

    event: Happening
    quiet_days: int
    before_days: int


class Resumed(Node, frozen=True, tag="resumed"):
    """In the last `within_days` days, not in the `quiet_days` before these, but earlier once."""

    event: Happening
    quiet_days: int
    within_days: int


class InCell(Node, frozen=True, tag="rfm"):
    """Scores of 1 to 5 in the shop's RFM scheme; an empty list asks nothing of its score.

    Who has no score (nothing bought in the scheme's window) is in no cell.
    """

    recency: tuple[int, ...] = ()
    frequency: tuple[int, ...] = ()
    monetary: tuple[int, ...] = ()


class InStage(Node, frozen=True, tag="stage"):
    """Stands in one of these stages of the life cycle."""

    stages: tuple[str, ...]


class InSegment(Node, frozen=True, tag="segment"):
    """Fulfils the present definition of another segment."""

    segment: int


Told: TypeAlias = Attribute | Birthday | BirthMonth | Age | Seen
Standing: TypeAlias = KnownBy | KnownAt | Tagged | Agreed | InCell | InStage
Trading: TypeAlias = Bought | Spent | AverageOrder | OrderedAt
Doing: TypeAlias = Did | DidAt | DidThen | DidRegularly | Stopped | Resumed
Leaf: TypeAlias = Told | Standing | Trading | Doing
Condition: TypeAlias = All | AnyOf | Not | InSegment | Leaf


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


def happenings(leaf: Condition) -> tuple[Happening, ...]:
    """The kinds of event that a leaf asks for."""
    match leaf:
        case DidThen(first, then):
            return first, then
        case Did() | DidAt() | DidRegularly() | Stopped() | Resumed():
            return (leaf.event,)
        case _:
            return ()
