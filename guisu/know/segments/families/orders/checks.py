"""What is still missing in a condition on orders."""

from collections.abc import Iterator

from guisu.know.segments.definition.faults import Fault, reach, stretch
from guisu.know.segments.families.orders import struct as s


def faults(leaf: s.Own) -> Iterator[Fault]:
    match leaf:
        case s.Bought(times):
            yield from reach(times)
        case s.Spent(minor) | s.AverageOrder(minor):
            yield from reach(minor, least=None)
        case s.OrderedAt():
            pass
    yield from stretch(leaf.window)
