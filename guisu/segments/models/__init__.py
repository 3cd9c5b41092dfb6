"""What this room keeps."""

from guisu.segments.models.segments import (
    Crossing,
    LogPlace,
    Member,
    Segment,
    SegmentVersion,
    Snapshot,
)
from guisu.segments.models.tagging import TagRule
from guisu.segments.models.valuations import Valuation
from guisu.segments.models.yardsticks import Yardstick

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
