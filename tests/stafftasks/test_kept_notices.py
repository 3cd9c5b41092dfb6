"""App messages that waited over an upgrade say the same words to the same page."""

from importlib import import_module

import msgspec

from guisu.ground.channels.port import Content
from guisu.ground.channels.wecom import rendering

upgrade = import_module("guisu.act.stafftasks.migrations.0004_notice_content")
CARD = {"title": "To do: 加好友", "description": "Until 18:00\n三楼", "url": "https://g.cn/t/1"}
KEPT = (
    {"msgtype": "textcard", "textcard": CARD},
    {"msgtype": "text", "text": {"content": "To do: 加好友\nUntil 18:00"}},
)


def test_what_waited_goes_out_to_the_byte() -> None:
    for body in KEPT:
        assert rendering.app(msgspec.convert(upgrade.content(body), Content)) == body
