"""Orders."""

from datetime import date

from guisu.know.segments.definition.windows import Dates, DaysAgo, LastDays, LastHours
from guisu.know.segments.families.orders.facts import Line
from tests import conditions as c
from tests.segments.spec import (
    DAY,
    MIDNIGHT,
    NOW,
    SECOND,
    Example,
    at_least,
    at_most,
    bought,
    sale,
    who,
)

MILK = c.OrderFilter(categories=("milk",))
MIXED = (Line(70, 1, "core", "milk"), Line(30, 3, "core", "toys"))
ORDERS = [
    Example(
        "an order at midnight is of the new day",
        c.Bought(window=LastDays(2)),
        bought(sale(at=MIDNIGHT)),
        True,
    ),
    Example(
        "a second before is of the old one",
        c.Bought(window=LastDays(2)),
        bought(sale(at=MIDNIGHT - SECOND)),
        False,
    ),
    Example("cancelled is not ordered", c.Bought(), bought(sale(status="cancelled")), False),
    Example("goods back are no order", c.Bought(), bought(sale(-100, status="returned")), False),
    Example(
        "refunded is ordered all the same",
        c.Bought(),
        bought(sale(refunded_minor=100, status="refunded")),
        True,
    ),
    Example(
        "an order of tomorrow is not known yet", c.Bought(), bought(sale(at=NOW + SECOND)), False
    ),
    Example(
        "one of this very second is", c.Bought(window=LastHours(1)), bought(sale(at=NOW)), True
    ),
    Example("at most none holds for who never bought", c.Bought(at_most(0)), who(), True),
    Example("both ends are included", c.Bought(c.Range(2, 2)), bought(sale(), sale()), True),
    Example(
        "one line of the category is enough", c.Bought(only=MILK), bought(sale(lines=MIXED)), True
    ),
    Example(
        "one line must fit everything asked",
        c.Bought(only=c.OrderFilter(products=(3,), categories=("milk",))),
        bought(sale(lines=MIXED)),
        False,
    ),
    Example(
        "a product not known has no category",
        c.Bought(only=MILK),
        bought(sale(lines=(Line(9),))),
        False,
    ),
    Example(
        "an order of no store is in no store",
        c.Bought(only=c.OrderFilter(stores=(1,))),
        bought(sale()),
        False,
    ),
    Example(
        "refunds are taken off", c.Spent(at_least(100)), bought(sale(100, refunded_minor=1)), False
    ),
    Example(
        "goods back are taken off",
        c.Spent(at_most(50)),
        bought(sale(), sale(-50, status="returned")),
        True,
    ),
    Example(
        "another currency is not counted", c.Spent(at_least(1)), bought(sale(currency="USD")), False
    ),
    Example("who never bought spent nothing", c.Spent(at_most(0)), who(), True),
    Example("cancelled is not paid", c.Spent(at_least(1)), bought(sale(status="cancelled")), False),
    Example(
        "of a category its lines count",
        c.Spent(c.Range(70, 70), only=MILK),
        bought(sale(lines=MIXED)),
        True,
    ),
    Example(
        "lines of a refunded order do not",
        c.Spent(at_least(1), only=MILK),
        bought(sale(status="refunded", refunded_minor=100, lines=MIXED)),
        False,
    ),
    Example(
        "an average is not rounded up",
        c.AverageOrder(at_least(34)),
        bought(sale(100), sale(0), sale(0)),
        False,
    ),
    Example("nor down", c.AverageOrder(at_most(33)), bought(sale(100), sale(0), sale(0)), False),
    Example("who never bought has no average", c.AverageOrder(at_most(0)), who(), False),
    Example(
        "who bought in another currency alone has no average",
        c.AverageOrder(c.Range(0, 0)),
        bought(sale(currency="USD")),
        False,
    ),
    Example(
        "orders in another currency do not lower it",
        c.AverageOrder(at_least(100)),
        bought(sale(100), sale(currency="USD")),
        True,
    ),
    Example(
        "the last order is the latest",
        c.OrderedAt("last", DaysAgo(5)),
        bought(sale(), sale(at=NOW - 9 * DAY)),
        False,
    ),
    Example(
        "the first the earliest",
        c.OrderedAt("first", DaysAgo(5)),
        bought(sale(), sale(at=NOW - 9 * DAY)),
        True,
    ),
    Example(
        "a cancelled one is not the first",
        c.OrderedAt("first", DaysAgo(5)),
        bought(sale(), sale(at=NOW - 9 * DAY, status="cancelled")),
        False,
    ),
    Example(
        "no order has no last",
        c.Not(c.OrderedAt("last", Dates(None, date(2027, 1, 1)))),
        who(),
        True,
    ),
]
