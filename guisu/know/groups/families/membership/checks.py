"""What is still missing in a condition on groups."""

from collections.abc import Iterator

from guisu.know.groups.families.membership import struct as s
from guisu.know.segments.definition.faults import Fault, stretch


def faults(leaf: s.Own) -> Iterator[Fault]:
    match leaf:
        case s.InGroup():
            pass
        case s.JoinedGroup(window) | s.LeftGroup(window):
            yield from stretch(window)
