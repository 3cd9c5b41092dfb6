"""What segments ask, in the reader's words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words
from guisu.doors.console.audit.words import NOTHING, is_empty
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import installation
from guisu.know.segments.definition import storing
from guisu.know.segments.definition.conditions import Condition
from guisu.know.segments.definition.storing import NotACondition
from guisu.know.segments.models import Segment
from guisu.know.segments.reading import sentences
from guisu.know.segments.reading.names import names_in
from guisu.know.segments.reading.sentences import Said
from guisu.know.segments.selectors import segments as reading


def words_of(scope: Scope, found: Iterable[Segment]) -> dict[int, Said | None]:
    """By the segment's number; None for one whose condition cannot be read any more."""
    asked = {each.pk: _asked(each) for each in found}
    readable = [condition for condition in asked.values() if condition is not None]
    names = names_in(readable, currency=installation().currency, scope=scope)
    return {
        pk: None if condition is None else sentences.said(condition, names)
        for pk, condition in asked.items()
    }


def _asked(found: Segment) -> Condition | None:
    try:
        return reading.condition_of(found)
    except NotACondition:
        return None


def _condition(value: Any) -> str:
    """A segment's condition as it reads on the segment's page."""
    if is_empty(value):
        return NOTHING
    try:
        condition = storing.read(str(value))
    except storing.NotACondition:
        return NOTHING
    names = names_in([condition], currency=installation().currency)
    return sentences.said(condition, names).line()


AUDIT = Words(
    families={
        "segment": _("segments"),
    },
    actions={
        "segment.made": _("made a segment"),
        "segment.changed": _("changed a segment"),
        "segment.archived": _("archived a segment"),
        "segment.restored": _("brought a segment back"),
    },
    fields={
        "segment": _("Segment"),
        "definition": _("Condition"),
    },
    subjects={
        "segment": (_("segment"), "console:segment"),
    },
    shown={
        "definition": _condition,
    },
)
