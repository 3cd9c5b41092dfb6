"""What this room keeps."""

from guisu.know.segments.models.segments import (
    Crossing,
    LogPlace,
    Member,
    Segment,
    SegmentVersion,
    Snapshot,
)
from guisu.know.segments.models.tagging import TagRule
from guisu.know.segments.models.valuations import Valuation
from guisu.know.segments.models.yardsticks import Yardstick

__all__ = [
    "Crossing",
    "LogPlace",
    "Member",
    "Segment",
    "SegmentVersion",
    "Snapshot",
    "TagRule",
    "Valuation",
    "Yardstick",
]
