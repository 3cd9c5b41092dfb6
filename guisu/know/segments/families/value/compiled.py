"""Who fulfils a condition on scores and stages."""

from typing import assert_never

import ibis

from guisu.ground.warehouse.selectors import among
from guisu.know.segments.compile.people import People, distinct
from guisu.know.segments.families.value import struct as s
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores


def asked(leaf: s.Own, population: Population, scores: Scores) -> People:
    match leaf:
        case s.InCell():
            cells = scores.cells(population)
            wanted = {"r": leaf.recency, "f": leaf.frequency, "m": leaf.monetary}
            tests = [among(cells[name], some) for name, some in wanted.items() if some]
            return distinct(cells.filter(ibis.and_(*tests)))
        case s.InStage(stages):
            staged = scores.stages(population)
            return distinct(staged.filter(staged.stage.isin(stages)))
        case _:
            assert_never(leaf)
