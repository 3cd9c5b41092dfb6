"""What conditions mean, as tables of sentences; here the words that the tables are written in."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from guisu.know.segments.families.behaviour.facts import Deed, Deeds
from guisu.know.segments.families.orders.facts import Sale, Sales
from guisu.know.segments.reference.people import Person, known
from tests import conditions as c
from tests.segments import making

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = making.AS_OF  # 10:30:15 on 1 March 2026 in Shanghai
MIDNIGHT = datetime(2026, 2, 27, 16, tzinfo=UTC)  # with which 28 February begins there
MOMENT, SECOND = timedelta(milliseconds=1), timedelta(seconds=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VIEW, CART = c.Happening("view"), c.Happening("cart")


class Example(NamedTuple):
    sentence: str
    asked: c.Condition
    person: Person
    answer: bool
    at: datetime = NOW
    zone: ZoneInfo = SHANGHAI


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def who(*facts: object, **face: Any) -> Person:
    return Person(1, NOW - 90 * DAY, NOW, facts=known(*facts), **face)


def viewed(*moments: datetime, **properties: object) -> Person:
    return who(Deeds(tuple(Deed(at, "view", properties) for at in moments)))


def did(*steps: tuple[str, datetime]) -> Person:
    return who(Deeds(tuple(Deed(at, kind) for kind, at in steps)))


def bought(*sales: Sale) -> Person:
    return who(Sales(sales))


def sale(minor: int = 100, at: datetime = NOW - DAY, status: str = "paid", **more: Any) -> Sale:
    return Sale(at, status, more.pop("currency", "CNY"), minor, **more)


def where(name: str, way: c.PropertyWay, *values: c.Value) -> c.Condition:
    return c.Did(c.Happening("view", (c.Property(name, way, values),)))


def at_least(number: int) -> c.Range:
    return c.Range(at_least=number)


def at_most(number: int) -> c.Range:
    return c.Range(at_most=number)
