"""The catalogue of facts: what each kind tells, of whom, and how it is said.

A room declares what it records in its `facts.py` and registers it in `apps.py`. Kinds that other
systems record by names of theirs and that we know are declared as `Foreign`; all others pass
without a declaration.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Protocol, Self, get_args, get_origin

import msgspec

from guisu.ground.events.domain import OURS, Entry

# What a change of the person as a whole can change: whatever is asked of them.
EVERYTHING = "everything"
# Units that pages know how to show, whatever the fact.
MINOR_UNITS, COLLEAGUE, ORDER = "minor units of the currency", "colleague", "order"
_encode = msgspec.json.Encoder().encode


class Doing(StrEnum):
    """Whose doing a fact is, seen from the person in whose story it stands."""

    BY_THEM = "by them"
    TO_THEM = "to them"
    OF_NOBODY = "of nobody"


class Noted(Protocol):
    """An event as the log has it."""

    kind: Any
    source: Any
    properties: Any


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What one kind of event of the product's own tells; each property by `about`.

    A property with a default is not stored where it is that. `changes` names what conditions ask
    for that may have another answer after it; those that name the kind itself need no mention.
    `called` is the kind in words, `said` the sentence of the timeline with properties as its
    parameters; both are English msgids.
    """

    kind: ClassVar[str]
    done: ClassVar[Doing]
    changes: ClassVar[frozenset[str]] = frozenset()
    called: ClassVar[str]
    said: ClassVar[str] = ""

    def entry(self, at: datetime, *, customer_id: int = 0, subject: str = "") -> Entry:
        """For the log: it happened at `at`. Raises ValueError where nobody registered the kind."""
        if _registered.get(self.kind) is not type(self):
            raise ValueError(f"nobody declared {self.kind}: register it in its room's apps.py")
        return Entry(self.kind, at, OURS, customer_id, subject, "", _encode(self).decode())

    @classmethod
    def of(cls, event: Noted) -> Self:
        """What `event` tells. Empty (0, "", False) is what an erasure took, or nobody told then."""
        try:
            return msgspec.convert(event.properties, cls)
        except msgspec.ValidationError:
            return cls(**{each.name: each.of(event.properties) for each in fields(cls)})


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind that other systems record, with what properties they like, and that we know."""

    kind: str
    meaning: str
    called: str = ""
    changes: frozenset[str] = frozenset()
    done: Doing = Doing.BY_THEM


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a fact. `title` (msgid) where it is shown beside the kind's own words."""

    name: str
    type: Any
    meaning: str
    title: str
    unit: str
    stays: bool
    otherwise: Any

    def of(self, properties: Mapping[str, Any]) -> Any:
        try:
            return msgspec.convert(properties[self.name], self.type)
        except (KeyError, msgspec.ValidationError):
            return self.otherwise


Kind = type[Fact] | Foreign
_registered: dict[str, Kind] = {}
_codes: dict[str, dict[Any, object]] = {}
_figures: set[str] = set()
_words: set[str] = set()


def about(meaning: str, *, unit: str = "", title: str = "", stays: bool = False) -> msgspec.Meta:
    """Of a property: what it is, in which unit or what it numbers, its `title` on pages (msgid).

    `stays`: kept when the person is erased; a text only as far as it is a word from a list.
    """
    extra = {"unit": unit, "stays": stays}
    return msgspec.Meta(title=title or None, description=meaning, extra=extra)


@cache
def fields(fact: type[Fact]) -> tuple[Field, ...]:
    return tuple(_field(each) for each in msgspec.structs.fields(fact))


def register(*kinds: Kind) -> None:
    """Add what a room declares. Raises ValueError where another declaration has the kind."""
    for each in kinds:
        if _registered.setdefault(each.kind, each) is not each:
            raise ValueError(f"{each.kind} is declared twice")


def codes(unit: str, words: Iterable[tuple[Any, object]]) -> None:
    """Say what the codes of `unit` are called, to be shown instead of them."""
    _codes[unit] = dict(words)


def keep_of_others(*, figures: Iterable[str] = (), words: Iterable[str] = ()) -> None:
    """Say what an erasure keeps of events that others record free in form, by names of properties.

    Whoever understands such names declares them: numbers under `figures`, and under `words` short
    texts of a list, as figures need them.
    """
    _figures.update(figures)
    _words.update(words)


def figures_of_others() -> Set[str]:
    return _figures


def words_of_others() -> Set[str]:
    return _words


def words_of(unit: str) -> Mapping[Any, object]:
    return _codes.get(unit, {})


def registered() -> list[Kind]:
    """All kinds by name."""
    return [_registered[kind] for kind in sorted(_registered)]


def named(kind: str) -> Kind | None:
    return _registered.get(kind)


def own(kind: str, source: str) -> type[Fact] | None:
    """The declaration of an event that we recorded ourselves."""
    found = _registered.get(kind) if source == OURS else None
    return None if isinstance(found, Foreign) else found


def read(event: Noted) -> Fact | None:
    """What `event` tells, as far as it is one of ours."""
    fact = own(event.kind, event.source)
    return fact.of(event) if fact else None


def changed_by(kind: str) -> frozenset[str]:
    """What conditions ask for that may have another answer after an event of this kind."""
    found = _registered.get(kind)
    return found.changes if found else frozenset()


def not_by_people() -> frozenset[str]:
    """Kinds of which nobody is active: done to them, or of nobody."""
    return _all(Doing.TO_THEM) | of_nobody()


def of_nobody() -> frozenset[str]:
    """Kinds about things of ours: in nobody's story."""
    return _all(Doing.OF_NOBODY)


def _all(doing: Doing) -> frozenset[str]:
    return frozenset(kind for kind, each in _registered.items() if each.done == doing)


def _field(told: msgspec.structs.FieldInfo) -> Field:
    bare, meta = told.type, msgspec.Meta()
    if get_origin(bare) is Annotated:
        bare, meta = get_args(bare)
    extra = meta.extra or {}
    return Field(
        told.name,
        bare,
        meta.description or "",
        meta.title or "",
        extra.get("unit", ""),
        extra.get("stays", False),
        _empty(bare) if told.required else told.default,
    )


def _empty(bare: Any) -> Any:
    """None where that is allowed, else what the type is without a value: 0, "", False, ()."""
    return None if type(None) in get_args(bare) else (get_origin(bare) or bare)()
