"""What a mass message or a moment may hold, by WeCom's limits.

https://developer.work.weixin.qq.com/document/path/92135 and .../95094
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

Attachment = Mapping[str, Any]
MOST_TEXT_BYTES, MOST_MOMENT_CHARACTERS, MOST_ATTACHMENTS = 4_000, 2_000, 9
MOST_PICTURE_BYTES, LEAST_PICTURE_BYTES = 10 * 1024 * 1024, 6
PICTURES = ("image/jpeg", "image/png")
TITLE, MOMENT_TITLE, CARD_TITLE = 128, 64, 64
DESCRIPTION, ADDRESS = 512, 2_048


class Kind(StrEnum):
    """To whom: customers one by one, groups, or whoever looks at a colleague's Moments."""

    CUSTOMERS = "customers"
    GROUPS = "groups"
    MOMENT = "moment"


class NothingToSay(Refusal):
    code = "messaging.nothing_to_say"
    template = gettext_noop("Write a text, or attach something.")
    http_status = 422


class TextTooLong(Refusal):
    code = "messaging.text_too_long"
    template = gettext_noop("The text is too long: WeCom takes about %(most)s Chinese characters.")
    http_status = 422


class TooManyAttachments(Refusal):
    code = "messaging.too_many_attachments"
    template = gettext_noop("At most %(most)s attachments go with one message.")
    http_status = 422


class BadAttachment(Refusal):
    code = "messaging.bad_attachment"
    template = gettext_noop(
        "A link needs a title and an address that begins with https:// or http://."
    )
    http_status = 422


class BadCard(Refusal):
    code = "messaging.bad_card"
    template = gettext_noop("A mini-program card needs a title, an app ID, a page and a picture.")
    http_status = 422


class TitleTooLong(Refusal):
    code = "messaging.title_too_long"
    template = gettext_noop("The title is too long: WeCom takes about %(most)s Chinese characters.")
    http_status = 422


class NotInMoments(Refusal):
    code = "messaging.not_in_moments"
    template = gettext_noop(
        "A moment takes up to nine pictures or one link, and no mini-program card."
    )
    http_status = 422


class BadPicture(Refusal):
    code = "messaging.bad_picture"
    template = gettext_noop("Pictures are JPG or PNG of at most 10 MB.")
    http_status = 422


def check(kind: Kind, text: str, attachments: Sequence[Attachment]) -> None:
    """Raise the refusal that says what WeCom would not take; nothing where all is well."""
    if not text.strip() and not attachments:
        raise NothingToSay
    if kind is Kind.MOMENT:
        _check_moment(text, attachments)
    elif len(text.encode()) > MOST_TEXT_BYTES:
        raise TextTooLong(most=MOST_TEXT_BYTES // 3)
    if len(attachments) > MOST_ATTACHMENTS:
        raise TooManyAttachments(most=MOST_ATTACHMENTS)
    for each in attachments:
        _check_attachment(each, title=MOMENT_TITLE if kind is Kind.MOMENT else TITLE)


def check_picture(content: bytes) -> None:
    """Raises `BadPicture`: by the first bytes, not by what the file is called."""
    is_known = content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
    if not is_known or not LEAST_PICTURE_BYTES <= len(content) <= MOST_PICTURE_BYTES:
        raise BadPicture


def _check_moment(text: str, attachments: Sequence[Attachment]) -> None:
    if len(text) > MOST_MOMENT_CHARACTERS:
        raise TextTooLong(most=MOST_MOMENT_CHARACTERS)
    kinds = {each["msgtype"] for each in attachments}
    if kinds - {"image"} and (kinds != {"link"} or len(attachments) > 1):
        raise NotInMoments


def _check_attachment(told: Attachment, *, title: int) -> None:
    match told["msgtype"]:
        case "link":
            _check_link(told, title=title)
        case "miniprogram":
            if not all(told.get(name) for name in ("title", "appid", "page", "picture")):
                raise BadCard
            _fits(told["title"], CARD_TITLE)
        case _:
            pass


def _check_link(told: Attachment, *, title: int) -> None:
    address = str(told.get("url", ""))
    parts = urlsplit(address)
    is_address = parts.scheme in {"http", "https"} and bool(parts.netloc)
    if not told.get("title") or not is_address or len(address.encode()) > ADDRESS:
        raise BadAttachment
    _fits(told["title"], title)
    _fits(str(told.get("desc", "")), DESCRIPTION)


def _fits(text: str, most_bytes: int) -> None:
    if len(text.encode()) > most_bytes:
        raise TitleTooLong(most=most_bytes // 3)


def is_same(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether a listed message is what we asked for, as far as a list tells.

    Files go under other ids there, so of attachments kinds and words are compared.
    """
    return _words(ours) == _words(theirs)


def _words(told: Mapping[str, Any]) -> tuple[str, list[tuple[str, str, str]]]:
    text = str((told.get("text") or {}).get("content", ""))
    attached = [_named(each) for each in told.get("attachments") or []]
    return text.strip(), attached


def _named(told: Mapping[str, Any]) -> tuple[str, str, str]:
    kind = str(told.get("msgtype", ""))
    body = told.get(kind) or {}
    return kind, str(body.get("title", "")), str(body.get("url", "") or body.get("appid", ""))
