"""What WeCom takes of a content, by the way it goes: the one place where these limits stand.

https://developer.work.weixin.qq.com/document/path/90236 (app messages), .../92137 (welcomes),
.../92135 (mass messages), .../95094 (moments)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from guisu.ground.channels.port import Card, Content, Limits, Link, Picture, Problem
from guisu.ground.kernel.words import gettext_noop as _

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
LEAST_PICTURE_BYTES, MOST_PICTURE_BYTES = 6, 10 * 1024 * 1024
CARD_TITLE, DESCRIPTION, ADDRESS = 64, 512, 2_048
# Of UTF-8, of which most Chinese characters take three.
A_CHARACTER = 3

APP = Limits(text_bytes=512, title_bytes=128, parts=1, part_bytes=0, takes=(Link,))
WELCOME = Limits(text_bytes=4_000, title_bytes=128, parts=9, part_bytes=0, takes=(Link,))
MASS = Limits(
    text_bytes=4_000,
    title_bytes=128,
    parts=9,
    part_bytes=MOST_PICTURE_BYTES,
    receivers=10_000,
)
GROUPS = replace(MASS, receivers=2_000)
MOMENT = Limits(
    text_bytes=8_000,
    title_bytes=64,
    parts=9,
    part_bytes=MOST_PICTURE_BYTES,
    text_characters=2_000,
    takes=(Picture, Link),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """`has_head`: the content's own title is shown; elsewhere titles are those of links."""

    limits: Limits
    has_head: bool = False
    is_moment: bool = False


def problems(content: Content, rules: Rules) -> Iterator[Problem]:
    """All that is wrong with `content`, the most telling first."""
    limits = rules.limits
    if not (content.text.strip() or content.parts or (rules.has_head and content.title.strip())):
        yield Problem("wecom.nothing_to_say", _("Write a text, or attach something."))
    yield from _of_text(content.text, limits)
    if rules.has_head:
        yield from _of_title(content.title, limits.title_bytes)
    yield from _of_moment(content) if rules.is_moment else _of_kinds(content, limits)
    if len(content.parts) > limits.parts:
        words = _("At most %(most)s attachments go with one message.")
        yield Problem("wecom.too_many_parts", words, {"most": limits.parts})
    yield from _of_parts(content, limits)


def picture_problems(content: bytes) -> Iterator[Problem]:
    """By the first bytes, not by what the file is called."""
    is_known = content.startswith(PICTURES)
    if not is_known or not LEAST_PICTURE_BYTES <= len(content) <= MOST_PICTURE_BYTES:
        yield Problem("wecom.bad_picture", _("Pictures are JPG or PNG of at most 10 MB."))


def _of_kinds(content: Content, limits: Limits) -> Iterator[Problem]:
    if any(not isinstance(each, limits.takes) for each in content.parts):
        yield Problem("wecom.links_only", _("Of attachments, only links go with this message."))


def _of_parts(content: Content, limits: Limits) -> Iterator[Problem]:
    for each in content.parts:
        if isinstance(each, Link):
            yield from _of_link(each, limits.title_bytes)
        elif isinstance(each, Card):
            yield from _of_card(each)


def _of_text(text: str, limits: Limits) -> Iterator[Problem]:
    words = _("The text is too long: WeCom takes about %(most)s Chinese characters.")
    if limits.text_characters and len(text) > limits.text_characters:
        yield Problem("wecom.text_too_long", words, {"most": limits.text_characters})
    elif not limits.text_characters and len(text.encode()) > limits.text_bytes:
        yield Problem("wecom.text_too_long", words, {"most": limits.text_bytes // A_CHARACTER})


def _of_title(title: str, most_bytes: int) -> Iterator[Problem]:
    if len(title.encode()) > most_bytes:
        words = _("The title is too long: WeCom takes about %(most)s Chinese characters.")
        yield Problem("wecom.title_too_long", words, {"most": most_bytes // A_CHARACTER})


def _of_moment(content: Content) -> Iterator[Problem]:
    kinds = {type(each) for each in content.parts}
    if kinds - {Picture} and (kinds != {Link} or len(content.parts) > 1):
        words = _("A moment takes up to nine pictures or one link, and no mini-program card.")
        yield Problem("wecom.not_in_moments", words)


def _of_link(link: Link, title_bytes: int) -> Iterator[Problem]:
    parts = urlsplit(link.url)
    is_address = parts.scheme in {"http", "https"} and bool(parts.netloc)
    if not link.title or not is_address or len(link.url.encode()) > ADDRESS:
        words = _("A link needs a title and an address that begins with https:// or http://.")
        yield Problem("wecom.bad_link", words)
    yield from _of_title(link.title, title_bytes)
    yield from _of_title(link.description, DESCRIPTION)


def _of_card(card: Card) -> Iterator[Problem]:
    if not (card.title and card.app_id and card.page and card.picture):
        words = _("A mini-program card needs a title, an app ID, a page and a picture.")
        yield Problem("wecom.bad_card", words)
    yield from _of_title(card.title, CARD_TITLE)
