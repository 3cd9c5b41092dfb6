"""小满母婴, a mother-and-baby chain that does not exist: its goods, people, orders and clicks.

Everything follows from `seed` and `today`. People buy as the BG/NBD model has it (Fader, Hardie
and Lee 2005): each at a rate of their own, and after each order some never come back; so that
RFM, life cycle and lifetime value find in the demonstration what they would find in a shop.
Rates, prices and shares are assumptions, chosen to look like a small chain's year.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from guisu.demo import goods

SHARE_WITH_EMAIL = 0.35
SHARE_WITH_CONSENT = 0.8
SHARE_WITHOUT_ORDER = 0.22
PHONE_SHARED_EVERY = 300


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as the shop's till knows them."""

    number: str
    name: str
    gender: str
    birthday_on: date
    phone: str
    email: str
    region: str
    store: str
    channel: str
    joined_at: datetime
    consents: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the till's export."""

    order: str
    person: Person
    placed_at: datetime
    status: str
    sku: str
    name: str
    quantity: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Click:
    """Something done in the mini-program."""

    person: Person
    kind: str
    at: datetime
    properties: dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the shop."""

    people: list[Person]
    lines: list[Line]
    clicks: list[Click]


def year(*, people: int, today: datetime, seed: int = 2026) -> Year:
    """`people` customers who joined during the twelve months before `today`, and what they did."""
    dice = random.Random(seed)  # noqa: S311 - a demonstration must repeat, not be unguessable
    customers = [_person(number, today, dice) for number in range(1, people + 1)]
    lines: list[Line] = []
    clicks: list[Click] = []
    for person in customers:
        visits = list(_visits(person, today, dice))
        for visit_at in visits:
            bought = list(_basket(person, visit_at, len(lines), today, dice))
            lines.extend(bought)
            clicks.extend(_around_order(person, visit_at, bought, dice))
        clicks.extend(_browsing(person, today, dice))
    lines.sort(key=lambda line: line.placed_at)
    clicks.sort(key=lambda click: click.at)
    return Year(customers, lines, clicks)


def _person(number: int, today: datetime, dice: random.Random) -> Person:
    joined_at = today - timedelta(days=365 * dice.random() ** 1.3)
    given = dice.choice(goods.GIVEN)
    store = dice.choices(goods.STORES, goods.STORE_SHARES)[0]
    return Person(
        number=f"XM{number:06d}",
        name=dice.choice(goods.SURNAMES) + given,
        gender=dice.choices(["female", "male", ""], [78, 15, 7])[0],
        birthday_on=date(1982, 1, 1) + timedelta(days=dice.randrange(18 * 365)),
        phone=_phone(number),
        email=f"xm{number}@example.com" if dice.random() < SHARE_WITH_EMAIL else "",
        region=dice.choices(goods.REGIONS, goods.REGION_SHARES)[0],
        store=store[0],
        channel=dice.choices(goods.SOURCES, goods.SOURCE_SHARES)[0],
        joined_at=joined_at,
        consents=dice.random() < SHARE_WITH_CONSENT,
    )


def _phone(number: int) -> str:
    """A few members gave the phone of the one before them: couples, colleagues, slips."""
    told = number - 1 if number % PHONE_SHARED_EVERY == 0 else number
    return f"1380{told * 7 % 10}{told:06d}"


def _visits(person: Person, today: datetime, dice: random.Random) -> Iterator[datetime]:
    """Moments of purchase: exponential gaps at the person's own rate, until they drop out."""
    if dice.random() < SHARE_WITHOUT_ORDER:
        return
    mean_gap_days = 1 / max(dice.gammavariate(1.6, 1 / 55), 1 / 300)
    drops_out = dice.betavariate(1.1, 3.2)
    at = person.joined_at + timedelta(hours=dice.expovariate(1 / 30))
    while at < today:
        moment = _in_shopping_hours(at, dice)
        if moment < today:
            yield moment
        if dice.random() < drops_out:
            return
        at += timedelta(days=dice.expovariate(1 / mean_gap_days) + 1)


def _in_shopping_hours(at: datetime, dice: random.Random) -> datetime:
    """Shanghai's shopping day peaks at noon and at nine in the evening."""
    hour = dice.choices(range(8, 24), [2, 3, 5, 6, 8, 6, 5, 5, 5, 5, 6, 8, 10, 12, 9, 4])[0]
    local = time(hour, dice.randrange(60), dice.randrange(60))
    return datetime.combine(at.date(), local, tzinfo=UTC) - timedelta(hours=8)


def _basket(
    person: Person, at: datetime, serial: int, today: datetime, dice: random.Random
) -> Iterator[Line]:
    status = dice.choices(["已完成", "已取消", "已退款"], [93, 4, 3])[0]
    if at > today - timedelta(days=2) and status == "已完成":
        status = dice.choice(["已付款", "已发货"])
    order = f"{at:%Y%m%d}{serial:06d}"
    for sku, name, _, _, price in _chosen(dice):
        yield Line(
            order,
            person,
            at,
            status,
            sku,
            name,
            dice.choices([1, 2, 3], [78, 17, 5])[0],
            Decimal(price),
        )


def _chosen(dice: random.Random) -> list[tuple[str, str, str, str, str]]:
    wanted = dice.choices([1, 2, 3, 4], [46, 30, 16, 8])[0]
    picked = {
        product[0]: product for product in dice.choices(goods.PRODUCTS, goods.WEIGHTS, k=wanted)
    }
    return list(picked.values())


def _around_order(
    person: Person, at: datetime, bought: list[Line], dice: random.Random
) -> Iterator[Click]:
    for line in bought:
        look_at = at - timedelta(minutes=dice.randrange(3, 40))
        yield Click(person, "商品浏览", look_at, {"sku": line.sku, "name": line.name})
        yield Click(
            person,
            "加入购物车",
            look_at + timedelta(minutes=1),
            {"sku": line.sku, "quantity": line.quantity},
        )


def _browsing(person: Person, today: datetime, dice: random.Random) -> Iterator[Click]:
    yield Click(person, "注册会员", person.joined_at, {"channel": person.channel})
    days = (today - person.joined_at).days
    for _ in range(min(int(dice.expovariate(1 / 6)), 60)):
        at = _in_shopping_hours(person.joined_at + timedelta(days=dice.random() * days), dice)
        if not person.joined_at < at < today:
            continue
        kind = dice.choices(
            ["商品浏览", "每日签到", "搜索", "查看活动", "分享商品"], [45, 25, 14, 10, 6]
        )[0]
        sku, name, *_ = dice.choices(goods.PRODUCTS, goods.WEIGHTS)[0]
        yield Click(person, kind, at, {"sku": sku, "name": name} if "商品" in kind else {})
