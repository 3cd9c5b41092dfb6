"""Whether a text names somebody: how rows and messages that did not go in are found again."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from guisu.know.customers.domain.identities import EMAIL, FOLDED_DOMAINS, PHONE, STRENGTH, normal

Name = tuple[str, str]
# What stands inside a longer number and is a phone all the same: an order's number, for one.
MOBILES = {"CN": re.compile(r"(?=(1[3-9]\d{9}))")}
_WORD, _RUN = re.compile(r"[\s,;:/|#()\[\]<>“”\"'，；：（）]+"), re.compile(r"\d{12,}")
LAST_DIGITS = 4  # written together in every usual way of spelling a number


def traces(names: Iterable[Name]) -> set[str]:
    """Pieces of text, one of which stands in whatever mentions one of `names`."""
    found: set[str] = set()
    for channel, value in names:
        if channel == PHONE:
            found.add(value[-LAST_DIGITS:])
        elif channel == EMAIL:
            domain = value.rpartition("@")[2]
            found.update(FOLDED_DOMAINS if domain in FOLDED_DOMAINS else {domain})
        else:
            found.add(value)
    return found


def mentions(texts: Iterable[str], names: Collection[Name], *, region: str) -> bool:
    """Whether one of `texts`, or a word of one, is one of `names` in any spelling."""
    channels = {channel for channel, _ in names}
    return any(name in names for name in names_in(texts, channels, region=region))


def names_in(
    texts: Iterable[str], channels: Iterable[str] = tuple(STRENGTH), *, region: str
) -> Iterator[Name]:
    """All that `texts` and their words would be as identities of `channels`."""
    for text in texts:
        for word in {text, text.removesuffix(".0"), *text.split()}:
            for channel in channels:
                key = normal(channel, word, region)
                if key is not None:
                    yield key.name


def spelled_in(text: str, *, region: str) -> set[Name]:
    """All that `text`, its words, or a phone inside a longer number would be as identities."""
    words = {text, *_WORD.split(text)}
    names = set(names_in(words, region=region))
    if region in MOBILES:
        inside = (number for run in _RUN.findall(text) for number in MOBILES[region].findall(run))
        names.update(names_in(inside, (PHONE,), region=region))
    return names


def scalars(value: Any) -> Iterable[str]:
    """All texts and numbers inside decoded JSON, as text."""
    match value:
        case dict():
            for inside in value.values():
                yield from scalars(inside)
        case list():
            for inside in value:
                yield from scalars(inside)
        case str() | int() | float():
            yield str(value)
        case _:
            pass
