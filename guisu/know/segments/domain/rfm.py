"""How lately, how often and for how much somebody buys: scores of 1 to 5, 5 the best.

A score depends on a person's own orders and on the scheme's edges, and on nobody else at the
moment of scoring: equal people get equal scores, one person can be scored alone, and any past day
can be scored again. That the best fifth gets a 5 comes from *learning* the edges from the shop.
(Arthur Hughes, Strategic Database Marketing, 1994, ranks people into fifths instead; ranking
tears people with equal values apart.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guisu.know.segments.domain.sales import Sale, lately

SCORES = (1, 2, 3, 4, 5)
BEST = SCORES[-1]
HIGH_FROM = 4  # above the middle of the scale
FIFTHS = 5
NOBODY = "there is nobody to learn from"

Edges = tuple[int, int, int, int]


def edges(values: Iterable[int]) -> Edges:
    """`values` as edges. Raises ValueError unless they are four in ascending order."""
    found = tuple(values)
    if len(found) != FIFTHS - 1 or list(found) != sorted(found):
        raise ValueError(f"edges must be four, ascending: {found}")
    return found[0], found[1], found[2], found[3]


@dataclass(frozen=True, slots=True)
class Scheme:
    """What the scores mean. Equal neighbours among edges are allowed: the score between is empty.

    `window_days`: only orders of so many calendar days up to today are looked at; None: all.
    `recency`: days since the last order, up to which somebody still gets 5, 4, 3 and 2.
    `orders` and `spent_minor`: from how many orders, and from how many minor units of the
    installation's currency on, somebody gets 2, 3, 4 and 5.
    """

    window_days: int | None
    recency: Edges
    orders: Edges
    spent_minor: Edges

    def __post_init__(self) -> None:
        for given in (self.recency, self.orders, self.spent_minor):
            edges(given)
        if self.window_days is not None and self.window_days < 1:
            raise ValueError(f"a window has at least one day, not {self.window_days}")


# A month, a quarter, half a year, a year; the amounts are those of everyday goods. What a shop
# starts with until enough people have bought for edges of its own.
DEFAULT = Scheme(
    window_days=None,
    recency=(30, 90, 180, 365),
    orders=(2, 3, 5, 10),
    spent_minor=(100_00, 300_00, 1_000_00, 3_000_00),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is scored: whole days since the last order's day, orders, net minor units."""

    recency_days: int
    orders: int
    spent_minor: int


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """The three scores together; `555` is the best."""

    r: int
    f: int
    m: int

    def __str__(self) -> str:
        return f"{self.r}{self.f}{self.m}"


def measured(
    sales: Iterable[Sale], *, window_days: int | None, currency: str, today: date
) -> Measured | None:
    """What one person's orders come to; None for who has no order in the window."""
    within = lately(sales, window_days, today)
    days = [sale.placed_on for sale in within if sale.counts]
    if not days:
        return None
    spent = sum(sale.earned(currency) for sale in within)
    return Measured((today - max(days)).days, len(days), spent)


def scores(found: Measured, scheme: Scheme) -> Cell:
    """The cell somebody is in."""
    return Cell(
        r=BEST - sum(found.recency_days > edge for edge in scheme.recency),
        f=1 + sum(found.orders >= edge for edge in scheme.orders),
        m=1 + sum(found.spent_minor >= edge for edge in scheme.spent_minor),
    )


def cell_of(sales: Iterable[Sale], scheme: Scheme, *, currency: str, today: date) -> Cell | None:
    """The cell of one person by their own orders; None for who has no order in the window."""
    found = measured(sales, window_days=scheme.window_days, currency=currency, today=today)
    return None if found is None else scores(found, scheme)


def highest_of_fifths(people_by_value: Mapping[int, int]) -> Edges:
    """The highest value of each of the four lower fifths.

    A fifth ends with the first value at which it is full, so people with one value stay together:
    they all belong to the fifth that the first of them falls into.
    """
    everybody = sum(people_by_value.values())
    if not everybody:
        raise ValueError(NOBODY)
    found: list[int] = []
    so_far = 0
    for value in sorted(people_by_value):
        so_far += people_by_value[value]
        while len(found) < FIFTHS - 1 and so_far * FIFTHS >= (len(found) + 1) * everybody:
            found.append(value)
    return edges(found)


def lowest_of_fifths(people_by_value: Mapping[int, int]) -> Edges:
    """The lowest value of each of the four upper fifths: the next that somebody has, else one up.

    The same fifths as `highest_of_fifths`, told by their lower end.
    """
    values = sorted(people_by_value)
    following = dict(zip(values, [*values[1:], values[-1] + 1 if values else 0], strict=True))
    return edges(following[value] for value in highest_of_fifths(people_by_value))


class Group(StrEnum):
    """The eight groups that operators speak of: R, F and M each above the middle or not."""

    VALUABLE = "valuable"  # 重要价值
    DEVELOP = "develop"  # 重要发展
    KEEP = "keep"  # 重要保持
    WIN_BACK = "win_back"  # 重要挽留
    REGULAR = "regular"  # 一般价值
    NEW = "new"  # 一般发展
    FADING = "fading"  # 一般保持
    GONE = "gone"  # 一般挽留


_GROUPS = {
    (True, True, True): Group.VALUABLE,
    (True, False, True): Group.DEVELOP,
    (False, True, True): Group.KEEP,
    (False, False, True): Group.WIN_BACK,
    (True, True, False): Group.REGULAR,
    (True, False, False): Group.NEW,
    (False, True, False): Group.FADING,
    (False, False, False): Group.GONE,
}


def group_of(cell: Cell) -> Group:
    """Which of the eight groups a cell belongs to."""
    return _GROUPS[cell.r >= HIGH_FROM, cell.f >= HIGH_FROM, cell.m >= HIGH_FROM]
