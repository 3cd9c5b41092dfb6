"""What segments ask, in the reader's words."""

from collections.abc import Iterable

from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import installation
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
