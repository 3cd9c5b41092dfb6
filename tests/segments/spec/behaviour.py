"""Events."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from guisu.know.segments.definition.windows import Dates, DaysAgo, LastDays, LastHours
from tests import conditions as c
from tests.segments.spec import (
    CART,
    DAY,
    HOUR,
    MIDNIGHT,
    MOMENT,
    NOW,
    VIEW,
    Example,
    at_least,
    at_most,
    did,
    instant,
    viewed,
    where,
    who,
)

BERLIN = ZoneInfo("Europe/Berlin")

AFTER_CHANGE = instant("2026-03-30T10:00:00+02:00")
HERE: dict[str, Any] = {"at": AFTER_CHANGE, "zone": BERLIN}
BEHAVIOUR = [
    Example(
        "an event of the next moment is not known yet", c.Did(VIEW), viewed(NOW + MOMENT), False
    ),
    Example("two at one moment are two", c.Did(VIEW, at_least(2)), viewed(NOW, NOW), True),
    Example("never holds for who did nothing", c.Did(VIEW, at_most(0)), who(), True),
    Example("another event is not this", c.Did(VIEW), did(("cart", NOW)), False),
    Example(
        "the moment at which 24 hours began is outside",
        c.Did(VIEW, window=LastHours(24)),
        viewed(NOW - DAY),
        False,
    ),
    Example(
        "the next one is inside",
        c.Did(VIEW, window=LastHours(24)),
        viewed(NOW - DAY + MOMENT),
        True,
    ),
    Example(
        "the last date is included",
        c.Did(VIEW, window=Dates(None, date(2026, 2, 27))),
        viewed(MIDNIGHT - MOMENT),
        True,
    ),
    Example(
        "the day after it is not",
        c.Did(VIEW, window=Dates(None, date(2026, 2, 27))),
        viewed(MIDNIGHT),
        False,
    ),
    Example(
        "the day of 23 hours begins by winter time",
        c.Did(VIEW, window=LastDays(2)),
        viewed(instant("2026-03-29T00:00:00+01:00")),
        True,
        **HERE,
    ),
    Example(
        "and not a moment before",
        c.Did(VIEW, window=LastDays(2)),
        viewed(instant("2026-03-28T23:59:59.999+01:00")),
        False,
        **HERE,
    ),
    Example(
        "it ends by summer time",
        c.Did(VIEW, window=DaysAgo(1, 1)),
        viewed(instant("2026-03-29T23:59:59.999+02:00")),
        True,
        **HERE,
    ),
    Example(
        "and no moment later",
        c.Did(VIEW, window=DaysAgo(1, 1)),
        viewed(instant("2026-03-30T00:00:00+02:00")),
        False,
        **HERE,
    ),
    Example("a number is no text", where("price", "is", "5"), viewed(NOW, price=5), False),
    Example("a text is no number", where("price", "at_least", 5.0), viewed(NOW, price="5"), False),
    Example(
        "the number itself is at least it",
        where("price", "at_least", 5.0),
        viewed(NOW, price=5),
        True,
    ),
    Example("and at most it", where("price", "at_most", 5.0), viewed(NOW, price=5), True),
    Example("what is missing is not that", where("sku", "is_not", "milk"), viewed(NOW), True),
    Example("null is missing", where("sku", "missing"), viewed(NOW, sku=None), True),
    Example(
        "what is missing does not contain", where("sku", "excludes", "milk"), viewed(NOW), True
    ),
    Example("no is not missing", where("sku", "exists"), viewed(NOW, sku=False), True),
    Example("what is missing is neither no", where("sku", "false"), viewed(NOW), False),
    Example("an empty text is there", where("sku", "is", ""), viewed(NOW, sku=""), True),
    Example(
        "the first time decides",
        c.DidAt(VIEW, "first", LastDays(1)),
        viewed(NOW, NOW - 9 * DAY),
        False,
    ),
    Example(
        "the last time decides",
        c.DidAt(VIEW, "last", LastDays(1)),
        viewed(NOW, NOW - 9 * DAY),
        True,
    ),
    Example("never is no last time", c.Not(c.DidAt(VIEW, "last", DaysAgo(0))), who(), True),
    Example(
        "at one moment there is no order",
        c.DidThen(VIEW, CART, 1),
        did(("view", NOW), ("cart", NOW)),
        False,
    ),
    Example(
        "a millisecond later there is",
        c.DidThen(VIEW, CART, 1),
        did(("view", NOW - MOMENT), ("cart", NOW)),
        True,
    ),
    Example(
        "the other way round is no sequence",
        c.DidThen(VIEW, CART, 1),
        did(("cart", NOW - MOMENT), ("view", NOW)),
        False,
    ),
    Example(
        "the last moment of the hour counts",
        c.DidThen(VIEW, CART, 1),
        did(("view", NOW - HOUR), ("cart", NOW)),
        True,
    ),
    Example(
        "the next one is late",
        c.DidThen(VIEW, CART, 1),
        did(("view", NOW - HOUR - MOMENT), ("cart", NOW)),
        False,
    ),
    Example(
        "twice the same is a sequence", c.DidThen(VIEW, VIEW, 1), viewed(NOW, NOW - MOMENT), True
    ),
    Example(
        "both must be in the window",
        c.DidThen(VIEW, CART, 24, LastDays(1)),
        did(("view", NOW - 11 * HOUR), ("cart", NOW)),
        False,
    ),
    Example(
        "twice in one stretch is one stretch",
        c.DidRegularly(VIEW, 7, 2, 4),
        viewed(NOW, NOW - DAY),
        False,
    ),
    Example(
        "two stretches of four are two",
        c.DidRegularly(VIEW, 7, 2, 4),
        viewed(NOW, NOW - 8 * DAY),
        True,
    ),
    Example(
        "the fifth stretch is not of four",
        c.DidRegularly(VIEW, 7, 2, 4),
        viewed(NOW, NOW - 28 * DAY),
        False,
    ),
    Example(
        "who did it today has not stopped", c.Stopped(VIEW, 7, 7), viewed(NOW, NOW - 8 * DAY), False
    ),
    Example(
        "who did it the day before the quiet has",
        c.Stopped(VIEW, 7, 7),
        viewed(NOW - 7 * DAY),
        True,
    ),
    Example(
        "who did it too long ago has not", c.Stopped(VIEW, 7, 7), viewed(NOW - 14 * DAY), False
    ),
    Example("who never did it has not stopped", c.Stopped(VIEW, 7, 7), who(), False),
    Example(
        "back after the quiet is resumed", c.Resumed(VIEW, 7, 1), viewed(NOW, NOW - 8 * DAY), True
    ),
    Example(
        "the quiet was broken on its first day",
        c.Resumed(VIEW, 7, 1),
        viewed(NOW, NOW - 7 * DAY, NOW - 9 * DAY),
        False,
    ),
    Example("for the first time is not resumed", c.Resumed(VIEW, 7, 1), viewed(NOW), False),
]
