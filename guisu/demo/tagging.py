"""The demonstration's tags: given by its staff, through the services, to whom the list finds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from guisu.ground.staff.models import Staff
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce import people
from guisu.know.commerce import selectors as commerce
from guisu.know.commerce.people import Wanted
from guisu.know.customers.models import Tag, TagKind
from guisu.know.customers.services import tags

EVERY = 7


@dataclass(frozen=True, slots=True)
class Given:
    """A tag, and who gets it: who fits, of them one in `one_in`; `sku`: who bought it."""

    name: str
    kind: TagKind
    colour: str
    group: str
    description: str
    why: str
    fits: dict[str, Any] = field(default_factory=dict)
    sku: str = ""
    one_in: int = 1


GIVEN = (
    Given(
        "企业团购联系人",
        TagKind.BASIC,
        "teal",
        "",
        "替单位采购的人，报价走团购价",
        "门店登记",
        {"spent_from_minor": 400_000},
        one_in=EVERY,
    ),
    Given(
        "本月新客",
        TagKind.TIME,
        "blue",
        "",
        "近 30 天第一次出现",
        "月初盘点",
        {"joined": 30},
    ),
    Given(
        "爱囤货",
        TagKind.BEHAVIOUR,
        "orange",
        "",
        "大促时一次买很多",
        "双十一买过湿巾整箱",
        sku="C02",
    ),
    Given(
        "参加过早教课",
        TagKind.BEHAVIOUR,
        "green",
        "",
        "上过亲子早教课",
        "课程签到表",
        sku="E05",
    ),
    Given(
        "宝宝 0–6 个月",
        TagKind.NEED,
        "purple",
        "宝宝月龄",
        "按所买奶粉段数判断",
        "买 1 段奶粉",
        sku="D01",
        one_in=2,
    ),
    Given(
        "宝宝 6–12 个月",
        TagKind.NEED,
        "purple",
        "宝宝月龄",
        "按所买奶粉段数判断",
        "买 2 段奶粉",
        sku="D02",
        one_in=2,
    ),
    Given(
        "高价值",
        TagKind.VALUE,
        "red",
        "会员分层",
        "累计消费 2,000 元以上",
        "季度会员盘点",
        {"spent_from_minor": 200_000},
    ),
    Given(
        "可能流失",
        TagKind.PREDICTED,
        "",
        "",
        "买过两次以上、90 天没有来",
        "运营判断，请顾问回访",
        {"orders_from": 2, "away": 90},
    ),
)


def give_tags(*, by: Staff, at: datetime) -> None:
    """Make the demonstration's tags and give them."""
    for each in GIVEN:
        tag = tags.define(
            name=each.name,
            kind=each.kind,
            group=each.group,
            description=each.description,
            colour=each.colour,
            by=by,
            at=at,
        )
        _give(tag, each, by=by, at=at)


def _give(tag: Tag, given: Given, *, by: Staff, at: datetime) -> None:
    chosen = list(_chosen(given, by=by, at=at))[:: given.one_in]
    tags.give(tag, chosen, source=f"staff:{by.pk}", why=given.why, by=by, at=at)


def _chosen(given: Given, *, by: Staff, at: datetime) -> Iterator[int]:
    fits = dict(given.fits)
    joined, away = fits.pop("joined", None), fits.pop("away", None)
    bought = commerce.products().filter(sku=given.sku).first() if given.sku else None
    wanted = Wanted(
        first_seen_since=at - timedelta(days=joined) if joined else None,
        not_seen_since=at - timedelta(days=away) if away else None,
        product_id=bought.pk if bought else None,
        **fits,
    )
    found = people.find(scope_of(by), wanted, "seen").people
    return found.order_by("pk").values_list("pk", flat=True).iterator()
