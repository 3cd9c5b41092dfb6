"""What this room tells the log: who comes into segments and goes out of them."""

from typing import Annotated

from guisu.ground.events.facts import Doing, Fact, about
from guisu.ground.kernel.words import gettext_noop as _


class OfSegment(Fact, frozen=True, kw_only=True):
    done = Doing.TO_THEM

    segment: Annotated[str, about("What the segment was called then.", title=_("Segment"))]


class SegmentEntered(OfSegment, frozen=True, kw_only=True):
    """The person is in a segment, who was not before."""

    kind = "segment.entered"
    called = _("Came into a segment")
    said = _("Came into the segment %(segment)s")


class SegmentLeft(OfSegment, frozen=True, kw_only=True):
    """The person is in a segment no longer."""

    kind = "segment.left"
    called = _("Went out of a segment")
    said = _("Went out of the segment %(segment)s")


# Conditions do not ask for them: what a segment does would change who is in it.
CROSSINGS = frozenset({SegmentEntered.kind, SegmentLeft.kind})
