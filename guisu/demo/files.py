"""The demonstration shop's exports, as a Chinese till and a mini-program would hand them over."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from guisu.demo.ground import union_id
from guisu.demo.shop import Click, Line, Person

# What Excel on a Chinese Windows saves, and what trips importers that expect UTF-8.
ENCODING = "gb18030"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MESSAGES_A_REQUEST = 500

CUSTOMER_COLUMNS = ["会员号", "姓名", "性别", "生日", "手机号", "邮箱", "地区", "门店", "注册时间"]
ORDER_COLUMNS = [
    "订单号",
    "会员号",
    "手机号",
    "下单时间",
    "订单状态",
    "商品编码",
    "商品名称",
    "数量",
    "单价",
    "金额",
    "门店",
]


def write_customers(people: Iterable[Person], path: Path) -> None:
    """One row a member."""
    _write(path, CUSTOMER_COLUMNS, (_customer_row(person) for person in people))


def write_orders(lines: Iterable[Line], path: Path) -> None:
    """One row a line of an order; lines of one order stand together."""
    _write(path, ORDER_COLUMNS, (_order_row(line) for line in lines))


def batches(clicks: Sequence[Click]) -> Iterator[bytes]:
    """Bodies for `/v1/batch`: who came (identify), then what they did (track), in time's order."""
    messages = iter(_messages(clicks))
    while piece := list(islice(messages, MESSAGES_A_REQUEST)):
        yield msgspec.json.encode({"batch": piece})


def _messages(clicks: Sequence[Click]) -> Iterator[dict[str, Any]]:
    met: set[str] = set()
    for serial, click in enumerate(clicks):
        number = click.person.number
        common = {"userId": number, "timestamp": click.at.isoformat()}
        if number not in met:
            met.add(number)
            device = f"device-{number.lower()}"
            traits = {"source_channel": click.person.channel, "unionId": union_id(number)}
            yield common | {
                "type": "identify",
                "messageId": f"demo-i-{number}",
                "anonymousId": device,
                "traits": traits,
            }
        yield common | {
            "type": "track",
            "messageId": f"demo-t-{serial}",
            "event": click.kind,
            "properties": click.properties,
        }


def _customer_row(person: Person) -> list[str]:
    gender = {"female": "女", "male": "男"}.get(person.gender, "")
    return [
        person.number,
        person.name,
        gender,
        person.birthday_on.isoformat(),
        person.phone,
        person.email,
        person.region,
        person.store,
        _local(person.joined_at),
    ]


def _order_row(line: Line) -> list[str]:
    return [
        line.order,
        line.person.number,
        line.person.phone,
        _local(line.placed_at),
        line.status,
        line.sku,
        line.name,
        str(line.quantity),
        str(line.price),
        str(line.price * line.quantity),
        line.person.store,
    ]


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y/%m/%d %H:%M:%S")


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
