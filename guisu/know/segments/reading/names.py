"""What the numbers in conditions are called: products, tags, stores, segments, groups."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.utils.translation import gettext as _

from guisu.ground.staff.domain import Scope
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.families import Concern
from guisu.know.segments.pieces import Lookup
from guisu.know.segments.selectors.vocabulary import SEGMENTS

Mentioned = Iterable[tuple[Lookup, Iterable[int]]]
MENTIONED: Concern[Callable[[Any], Mentioned]] = Concern("words", "mentioned")


@dataclass(frozen=True, slots=True)
class Names:
    currency: str = ""
    known: Mapping[Lookup, Mapping[int, str]] = field(default_factory=dict)

    def called(self, lookup: Lookup, ids: Iterable[int]) -> str:
        """“Milk powder” or “Bottle”; one that is gone, or not the reader's to know, by number."""
        names = self.known.get(lookup, {})
        return quoted(names.get(pk, f"#{pk}") for pk in ids)


def names_in(
    conditions: Iterable[c.Condition], *, currency: str, scope: Scope | None = None
) -> Names:
    """The names of everything that these conditions speak of, in one query a kind.

    As far as a reader of `scope` may know them (None: one who sees every store).
    """
    spoken_of: dict[Lookup, set[int]] = defaultdict(set)
    for each in (part for condition in conditions for part in c.walk(condition)):
        for lookup, ids in _mentioned(each):
            spoken_of[lookup].update(ids)
    known = {
        lookup: lookup.names(scope, ids)
        for lookup, ids in spoken_of.items()
        if ids and lookup.names
    }
    return Names(currency, known)


def _mentioned(condition: c.Condition) -> Mentioned:
    match condition:
        case c.Leaf():
            return MENTIONED.of(condition)(condition)
        case c.InSegment(pk):
            return [(SEGMENTS, [pk])]
        case _:
            return []


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
