"""A whole condition as nested sentences, or as one line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.families import Concern
from guisu.know.segments.reading.names import Names, apart
from guisu.know.segments.selectors.vocabulary import SEGMENTS

WORDS: Concern[Callable[[Any, Names], str]] = Concern("words", "sentence")


@dataclass(frozen=True, slots=True)
class Said:
    """`text`, and for a group what belongs to it."""

    text: str
    parts: tuple["Said", ...] = ()

    def line(self) -> str:
        """All in one line, groups in brackets."""
        if not self.parts:
            return self.text
        return _("%(group)s (%(parts)s)") % {
            "group": self.text,
            "parts": apart(part.line() for part in self.parts),
        }


def said(condition: c.Condition, names: Names) -> Said:
    match condition:
        case c.All(parts):
            return _group(_("all of these hold"), parts, names) if parts else Said(_("everybody"))
        case c.AnyOf(parts):
            return _group(_("one of these holds"), parts, names) if parts else Said(_("nobody"))
        case c.Not(part):
            inner = said(part, names)
            return Said(_("not: %(what)s") % {"what": inner.text}, inner.parts)
        case c.InSegment(pk):
            return Said(_("in segment %(name)s") % {"name": names.called(SEGMENTS, [pk])})
        case c.Leaf():
            return Said(WORDS.of(condition)(condition, names))
        case _:
            raise TypeError(condition)


def _group(text: str, parts: tuple[c.Condition, ...], names: Names) -> Said:
    return Said(text, tuple(said(part, names) for part in parts))
