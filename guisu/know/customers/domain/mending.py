"""What a value would be without somebody: at once, and when a person who looked at it says so."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from guisu.ground.kernel.whose import Whose
from guisu.know.customers.domain.spellings import BLANK, Hit, Words, blanked, each_text, texts_in

# Fields that say what somebody is called: a name in them is that person's own.
NAMED_BY = frozenset(
    {"name", "full_name", "fullname", "nickname", "nick_name", "display_name", "displayname"}
    | {"first_name", "firstname", "last_name", "lastname", "real_name", "realname", "username"}
    | {"姓名", "昵称", "名字", "称呼"}
)
MARK_DIGITS = 8
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Mended:
    """`now`: without what is certain. `asked`: without all that mentions the person."""

    now: Any
    asked: Any


def without(
    value: Any, whose: Whose, words: Words, mark: Callable[[str], str], *, is_sure: bool = True
) -> Mended:
    """`value`, a text or decoded JSON, of a column declared as `whose`.

    `mark` says what stands for the person in a text that keeps rows apart. Unless `is_sure`
    that they are meant, words that a name may be as well are left alone.
    """
    if not isinstance(value, str | dict | list):
        return Mended(value, value)
    at_once = partial(_text, words=words, takes=_certain(whose), mark=_marking(whose, mark))
    in_all = partial(
        _text, words=words, takes=_any(whose, is_sure=is_sure), mark=_marking(whose, mark)
    )
    now = each_text(value, at_once)
    return Mended(now, each_text(now, in_all))


def may_name(words: Words, value: Any) -> bool:
    """Whether a stored value is worth a closer look."""
    text = value if isinstance(value, str) else _encode(value).decode()
    return bool(words.found(text))


def is_sure(words: Words, values: Iterable[Any]) -> bool:
    """Whether what stands together in a row names the person by more than an ordinary word."""
    return any(
        not hit.is_ordinary
        for value in values
        for text in texts_in(value)
        for hit in words.found(text)
    )


def names_in(told: Any) -> Iterator[str]:
    """What somebody is called by decoded JSON about them."""
    if not isinstance(told, dict):
        return
    for field, value in told.items():
        if isinstance(value, str) and field.casefold() in NAMED_BY:
            yield value
        yield from names_in(value)


def mark(digest: str) -> str:
    return BLANK + digest[:MARK_DIGITS]


def _text(
    text: str,
    field: str,
    *,
    words: Words,
    takes: Callable[[Hit, str], bool],
    mark: Callable[[str], str],
) -> str:
    return blanked(text, [hit for hit in words.found(text) if takes(hit, field)], mark)


def _certain(whose: Whose) -> Callable[[Hit, str], bool]:
    """In what the product notes by itself, identities, and names that are all that is said."""
    if whose in {Whose.NOTED, Whose.KEYS}:
        return lambda hit, _field: hit.is_whole or not hit.is_name
    return lambda _hit, _field: False


def _any(whose: Whose, *, is_sure: bool) -> Callable[[Hit, str], bool]:
    def takes(hit: Hit, field: str) -> bool:
        if whose is Whose.CALLED and hit.is_name and hit.is_whole and _is_a_name(field):
            return False
        return is_sure or not hit.is_ordinary

    return takes


def _is_a_name(field: str) -> bool:
    return not field or field.casefold() in NAMED_BY


def _marking(whose: Whose, mark: Callable[[str], str]) -> Callable[[str], str]:
    return mark if whose is Whose.KEYS else lambda _was: BLANK
