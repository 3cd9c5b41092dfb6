"""Whether a condition on scores and stages holds for one person."""

from typing import assert_never

from guisu.know.segments.families.value import struct as s
from guisu.know.segments.families.value.facts import Worth
from guisu.know.segments.reference.people import Moment, Person


def holds(leaf: s.Own, person: Person, _moment: Moment) -> bool:
    worth = person.of(Worth)
    match leaf:
        case s.InCell(recency, frequency, monetary):
            return worth.cell is not None and all(
                not wanted or score in wanted
                for wanted, score in zip((recency, frequency, monetary), worth.cell, strict=True)
            )
        case s.InStage(stages):
            return worth.stage in stages
        case _:
            assert_never(leaf)
