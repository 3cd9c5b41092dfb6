"""What this room keeps."""

from guisu.segments.models.yardsticks import Yardstick

__all__ = ["Yardstick"]
