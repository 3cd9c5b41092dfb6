"""What is read of people for conditions on the profile: their faces, which are read anyway."""

from guisu.know.segments.wanted import Wanted


def load(_wanted: Wanted) -> dict[int, object]:
    return {}
