"""What is still missing in a condition on relations."""

from collections.abc import Iterator

from guisu.know.segments.definition.faults import Fault, chosen
from guisu.know.segments.families.relations import struct as s


def faults(leaf: s.Own) -> Iterator[Fault]:
    match leaf:
        case s.KnownBy(channels):
            yield from chosen(channels)
        case s.KnownAt(ids) | s.Tagged(ids):
            yield from chosen(ids)
        case s.Untagged():
            pass
        case s.Agreed(channel, purpose):
            yield from chosen(channel and purpose)
