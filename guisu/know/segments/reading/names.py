"""What the numbers in conditions are called: products, tags, stores, segments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from django.utils.translation import gettext as _

from guisu.know.segments.definition import conditions as c
from guisu.know.segments.selectors.vocabulary import names_of

Called = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Names:
    currency: str = ""
    products: Called = field(default_factory=dict)
    tags: Called = field(default_factory=dict)
    stores: Called = field(default_factory=dict)
    segments: Called = field(default_factory=dict)


def names_in(conditions: Iterable[c.Condition], *, currency: str) -> Names:
    """The names of everything that these conditions speak of, in one query a kind."""
    products: set[int] = set()
    tags: set[int] = set()
    stores: set[int] = set()
    segments: set[int] = set()
    for each in (part for condition in conditions for part in c.walk(condition)):
        only = getattr(each, "only", c.ANY_ORDER)
        products.update(only.products)
        stores.update(only.stores)
        match each:
            case c.Tagged(ids):
                tags.update(ids)
            case c.KnownAt(ids):
                stores.update(ids)
            case c.InSegment(pk):
                segments.add(pk)
            case _:
                pass
    return Names(
        currency,
        products=names_of("product", products),
        tags=names_of("tag", tags),
        stores=names_of("store", stores),
        segments=names_of("segment", segments),
    )


def called(ids: Iterable[int], names: Called) -> str:
    """“Milk powder” or “Bottle”; one that is gone by its number."""
    return either(_("“%(name)s”") % {"name": names.get(pk, f"#{pk}")} for pk in ids)


def quoted(words: Iterable[str]) -> str:
    return either(_("“%(name)s”") % {"name": word} for word in words)


def either(words: Iterable[str]) -> str:
    return _joined(words, _("%(one)s or %(other)s"))


def listed(words: Iterable[str]) -> str:
    return _joined(words, _("%(one)s, %(other)s"))


def apart(sentences: Iterable[str]) -> str:
    return _joined(sentences, _("%(one)s; %(other)s"))


def _joined(words: Iterable[str], pattern: str) -> str:
    all_words = list(words)
    if not all_words:
        return ""
    return reduce(lambda one, other: pattern % {"one": one, "other": other}, all_words)
