"""Messages of before, kept as WeCom takes them, say the same as contents."""

from importlib import import_module
from typing import Any

import msgspec
import pytest

from guisu.ground.channels.port import Card, Content, Link, Message, Picture

upgrade = import_module("guisu.act.messaging.migrations.0010_contents")
NAMED = {3: ("d" * 64, "茶.png")}
LINK = {"msgtype": "link", "title": "会员日", "url": "https://example.com/a"}
CARD = {"msgtype": "miniprogram", "title": "商城", "appid": "wx1", "page": "index", "picture": 3}


@pytest.mark.parametrize(
    ("text", "attachments", "content"),
    [
        ("周五见", [], Content("周五见")),
        ("", [{"msgtype": "image", "picture": 3}], Content(parts=(Picture("d" * 64, "茶.png"),))),
        ("", [{"msgtype": "image", "picture": 9}], Content(parts=(Picture(""),))),
        ("好", [LINK | {"desc": ""}], Content("好", parts=(Link("会员日", LINK["url"]),))),
        (
            "好",
            [LINK | {"desc": "周五", "picture": 3}],
            Content("好", parts=(Link("会员日", LINK["url"], "周五", "d" * 64),)),
        ),
        ("好", [CARD], Content("好", parts=(Card("商城", "wx1", "index", "d" * 64),))),
    ],
)
def test_what_was_kept_as_wecom_takes_it_says_the_same(
    text: str, attachments: list[dict[str, Any]], content: Content
) -> None:
    kept = {"content": upgrade.content(text, attachments, NAMED)}

    assert msgspec.convert(kept, Message) == Message(content)
