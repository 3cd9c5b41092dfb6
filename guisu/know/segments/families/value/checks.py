"""What is still missing in a condition on scores and stages."""

from collections.abc import Iterator

from guisu.know.segments.definition.faults import Fault, chosen, each_between
from guisu.know.segments.families.value import struct as s

BEST_SCORE = 5


def faults(leaf: s.Own) -> Iterator[Fault]:
    match leaf:
        case s.InStage(stages):
            yield from chosen(stages)
        case s.InCell(recency, frequency, monetary):
            scores = (*recency, *frequency, *monetary)
            yield from chosen(scores)
            yield from each_between(scores, 1, BEST_SCORE)
