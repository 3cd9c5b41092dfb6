"""What conditions are filled in by, as data: families list the pieces, doors render them.

A piece fills one field of a condition, `attribute`. Labels are lazy, so they are read in the
language of who looks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.ground.staff.domain import Scope

Text: TypeAlias = str | Promise
Choice: TypeAlias = tuple[str, Text]


@dataclass(frozen=True)
class Lookup:
    """Things that conditions name.

    `offered` are the values with their names that `scope` may choose among, and `called` the
    values that a typed text means: none, one, or everything that contains it. `names` tells what
    numbers stand for (None: the values are words), as far as `scope` may know (None: all of it).
    """

    offered: Callable[[Scope], Sequence[tuple[str, str]]]
    called: Callable[[Scope, str], Sequence[object]] = field(default=lambda _scope, text: [text])
    names: Callable[[Scope | None, Collection[int]], Mapping[int, str]] | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a fixed list."""

    attribute: str
    label: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Ticks of a short list; `are_numbers`: the values are numbers."""

    attribute: str
    label: Text
    choices: tuple[Choice, ...] | Lookup
    are_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Chips out of many, found by name; numbers where the lookup has names for them."""

    attribute: str
    label: Text
    lookup: Lookup
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    attribute: str
    label: Text
    least: int = 1


@dataclass(frozen=True, slots=True)
class Reach:
    """A range of numbers; `money`: amounts in the installation's currency."""

    attribute: str
    label: Text
    money: bool = False
    may_be_none: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of time; `optional`: it may be all time; `hours`: hours may be asked for too."""

    attribute: str = "window"
    optional: bool = True
    hours: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event; each test filled in offers room for the next."""

    attribute: str
    label: Text


@dataclass(frozen=True, slots=True)
class Inner:
    """Pieces of a value within the condition, which `made` makes of them.

    Those in `seldom` are folded away under `folded` until somebody asks for them.
    """

    attribute: str
    made: Callable[..., Any]
    pieces: tuple["Piece", ...]
    seldom: frozenset[str] = frozenset()
    folded: Text = ""


Piece: TypeAlias = OneOf | SomeOf | Chosen | Number | Reach | When | Event | Inner


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the editor's menu; `fixed` fields of the condition are not asked for."""

    name: str
    label: Text
    made: type[Any]
    pieces: tuple[Piece, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def fits(self, condition: object) -> bool:
        """Whether `condition` is edited by this entry."""
        return isinstance(condition, self.made) and all(
            getattr(condition, name) == value for name, value in self.fixed.items()
        )


@dataclass(frozen=True, slots=True)
class Menu:
    """A family's part of the menu; the menu is sorted by `place`, the lowest on top."""

    label: Text
    place: int
    entries: tuple[Entry, ...]


ENDS: tuple[Choice, ...] = (("first", _("first")), ("last", _("last")))
TIMES = Reach("times", _("times"), may_be_none=True)
WHEN = When()
