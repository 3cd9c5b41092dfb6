"""What may be sent: a text and up to nine attachments, each with its limits."""

from typing import Any

import msgspec

from practice.wire.endpoint import Call, at_most, within_bytes
from practice.world import media
from practice.world.model.messages import Content
from practice.world.refusals import Code, Refused

MOST_ATTACHMENTS = 9
TITLE, DESCRIPTION, URL, TEXT = 128, 512, 2_048, 4_000
MINI_TITLE = 64
KINDS = ("image", "link", "miniprogram", "video", "file")


class Text(msgspec.Struct):
    content: str = ""


def checked(
    call: Call, text: Text | None, attachments: list[dict[str, Any]], *, most_bytes: int = TEXT
) -> Content:
    """The content if it is one. Refuses 44004 for none, 45002, 40058, and 40007 for lost media."""
    words = text.content if text else ""
    if not words and not attachments:
        raise Refused(Code.EMPTY_TEXT, "text and attachments are empty")
    within_bytes(words, most_bytes, "text")
    at_most(attachments, MOST_ATTACHMENTS, "attachments")
    for each in attachments:
        _check(call, each)
    content: Content = {"text": {"content": words}} if words else {}
    return {**content, "attachments": attachments} if attachments else content


def _check(call: Call, attachment: dict[str, Any]) -> None:
    kind = attachment.get("msgtype")
    body = attachment.get(kind) if isinstance(kind, str) else None
    if kind not in KINDS or not isinstance(body, dict):
        raise Refused(Code.BAD_PARAMETER, "invalid attachment")
    match kind:
        case "link":
            _required(body, "title", "url")
            within_bytes(str(body["title"]), TITLE, "title")
            within_bytes(str(body.get("desc", "")), DESCRIPTION, "desc")
            within_bytes(str(body["url"]), URL, "url")
        case "miniprogram":
            _required(body, "title", "pic_media_id", "appid", "page")
            within_bytes(str(body["title"]), MINI_TITLE, "title")
            media.usable(call.world, str(body["pic_media_id"]), at=call.at)
        case "image" if body.get("pic_url") and not body.get("media_id"):
            return
        case _:
            _required(body, "media_id")
            media.usable(call.world, str(body["media_id"]), at=call.at)


def _required(body: dict[str, Any], *names: str) -> None:
    for name in names:
        if not body.get(name):
            raise Refused(Code.EMPTY_PARAMETER, f"{name} is empty")
