"""Contents are plain values: kept as JSON, read again the same, said otherwise where asked."""

import msgspec
import pytest

from guisu.ground.channels.port import Card, Content, File, Link, Message, Picture

PARTS = (
    Picture(digest="a" * 64, name="花.png"),
    Link(title="周末", url="https://example.cn/a", picture="b" * 64),
    Card(title="积分", app_id="wx1", page="pages/points", picture="c" * 64),
    File(digest="d" * 64, name="说明.pdf"),
)


def test_a_message_is_read_from_json_as_it_was_kept() -> None:
    said = Message(Content("你好", parts=PARTS), {"email": Content("您好", "来信", "<p>您好</p>")})

    kept = msgspec.json.encode(said)

    assert msgspec.json.decode(kept, type=Message) == said


def test_a_message_is_said_as_the_channel_needs_it() -> None:
    said = Message(Content("short"), {"email": Content("long", "Subject")})

    assert said.on("email") == Content("long", "Subject")
    assert said.on("sms") == Content("short")


def test_a_content_names_the_bytes_that_travel_beside_it() -> None:
    content = Content("x", parts=(*PARTS, Link(title="no picture", url="https://example.cn/b")))

    assert content.digests == {each * 64 for each in "abcd"}


def test_a_field_that_nobody_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert({"text": "x", "colour": "red"}, Content)
