"""Conditions on people's orders."""

from typing import TypeAlias

from guisu.know.segments.definition.conditions import ONCE_OR_MORE, End, Leaf, Piece, Range
from guisu.know.segments.definition.windows import Window


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


class Bought(Leaf, frozen=True, tag="bought"):
    """Number of orders, without cancelled ones and returns."""

    times: Range = ONCE_OR_MORE
    window: Window | None = None
    only: OrderFilter = ANY_ORDER


class Spent(Leaf, frozen=True, tag="spent"):
    """What was paid in all, in minor units of the installation's currency, less refunds.

    Where lines are asked for, the amounts of these lines, of orders neither cancelled nor
    refunded; refunds of a part are of an order and not of its lines, and are left out.
    """

    minor: Range
    window: Window | None = None
    only: OrderFilter = ANY_ORDER


class AverageOrder(Leaf, frozen=True, tag="average_order"):
    """`Spent` by `Bought`, in minor units; false for who never bought."""

    minor: Range
    window: Window | None = None
    only: OrderFilter = ANY_ORDER


class OrderedAt(Leaf, frozen=True, tag="ordered_at"):
    """The first or the last order (as `Bought` counts) was in `window`."""

    which: End
    window: Window
    only: OrderFilter = ANY_ORDER


Own: TypeAlias = Bought | Spent | AverageOrder | OrderedAt
