"""Faces, birthdays, and what people stand in."""

from datetime import date

from guisu.know.segments.definition.windows import DaysAgo
from guisu.know.segments.families.relations.facts import Relations
from guisu.know.segments.families.value.facts import Worth
from tests import conditions as c
from tests.segments.spec import Example, at_least, instant, who

LEAP = who(birthday_on=date(2008, 2, 29))
PROFILE = [
    Example(
        "a word is the whole word",
        c.Attribute("region", "is", ("上海",)),
        who(region="上海市"),
        False,
    ),
    Example(
        "a word starts with its letters",
        c.Attribute("region", "starts", ("上海",)),
        who(region="上海市"),
        True,
    ),
    Example(
        "who told no gender is not female", c.Attribute("gender", "is", ("female",)), who(), False
    ),
    Example(
        "and is among those not female",
        c.Not(c.Attribute("gender", "is", ("female",))),
        who(),
        True,
    ),
    Example("what is empty is not known", c.Attribute("region", "known"), who(), False),
    Example(
        "29 February is celebrated on the 28th",
        c.Birthday(0),
        LEAP,
        True,
        instant("2026-02-28T09:00+08:00"),
    ),
    Example(
        "but not in a leap year", c.Birthday(0), LEAP, False, instant("2028-02-28T09:00+08:00")
    ),
    Example(
        "where it has its own day", c.Birthday(0), LEAP, True, instant("2028-02-29T09:00+08:00")
    ),
    Example(
        "the last of the days to come counts",
        c.Birthday(5),
        who(birthday_on=date(1990, 3, 6)),
        True,
    ),
    Example("the day after it does not", c.Birthday(5), who(birthday_on=date(1990, 3, 7)), False),
    Example("days to come pass New Year", c.Birthday(306), who(birthday_on=date(1990, 1, 1)), True),
    Example("no birthday told is never soon", c.Birthday(366), who(), False),
    Example(
        "today is Shanghai's",
        c.Birthday(0),
        who(birthday_on=date(1990, 3, 2)),
        True,
        instant("2026-03-01T16:00+00:00"),
    ),
    Example(
        "a leapling is 17 on the 28th",
        c.Age(at_least(18)),
        LEAP,
        False,
        instant("2026-02-28T09:00+08:00"),
    ),
    Example(
        "and comes of age on 1 March",
        c.Age(at_least(18)),
        LEAP,
        True,
        instant("2026-03-01T09:00+08:00"),
    ),
    Example(
        "18 lasts to the eve of the birthday",
        c.Age(c.Range(18, 18)),
        who(birthday_on=date(2007, 3, 2)),
        True,
    ),
    Example("no birthday told is no age", c.Not(c.Age(at_least(0))), who(), True),
    Example(
        "born before 1970 is born too",
        c.BirthMonth((12,)),
        who(birthday_on=date(1956, 12, 31)),
        True,
    ),
    Example("no birthday told is in no month", c.BirthMonth(tuple(range(1, 13))), who(), False),
    Example("first seen as long ago as asked", c.Seen("first", DaysAgo(90)), who(), True),
    Example("last seen is not first seen", c.Seen("last", DaysAgo(1)), who(), False),
]
STANDING = [
    Example(
        "one of the channels is enough",
        c.KnownBy(("phone", "email")),
        who(Relations(channels=frozenset({"phone"}))),
        True,
    ),
    Example("who is known by none is not", c.KnownBy(("phone",)), who(), False),
    Example(
        "one of the stores is enough",
        c.KnownAt((1, 2)),
        who(Relations(stores=frozenset({2}))),
        True,
    ),
    Example("another tag is not this", c.Tagged((1,)), who(Relations(tags=frozenset({2}))), False),
    Example("who has no tag has none at all", c.Untagged(), who(), True),
    Example("one tag is a tag", c.Untagged(), who(Relations(tags=frozenset({2}))), False),
    Example("not tagged holds without any tag", c.Not(c.Tagged((1,))), who(), True),
    Example(
        "the latest word holds",
        c.Agreed("sms"),
        who(Relations(agreed=frozenset({("sms", "marketing")}))),
        True,
    ),
    Example(
        "a word for another purpose does not",
        c.Agreed("email"),
        who(Relations(agreed=frozenset({("email", "service")}))),
        False,
    ),
]
VALUE = [
    Example(
        "a score not asked for is any", c.InCell(monetary=(5,)), who(Worth(cell=(1, 2, 5))), True
    ),
    Example(
        "all scores asked for must fit", c.InCell((5,), (), (5,)), who(Worth(cell=(1, 2, 5))), False
    ),
    Example("who never bought is in no cell", c.InCell(recency=(1, 2, 3, 4, 5)), who(), False),
    Example(
        "one of the stages is enough",
        c.InStage(("active", "dormant")),
        who(Worth(stage="dormant")),
        True,
    ),
]
