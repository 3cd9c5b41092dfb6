"""Where scores and stages come from: the shop's own scheme, as tables over a population."""

from collections.abc import Callable
from dataclasses import dataclass

import ibis.expr.types as ir

from guisu.know.segments.population import Population

Table = Callable[[Population], ir.Table]


@dataclass(frozen=True, slots=True)
class Scores:
    """`cells` gives customer_id, r, f, m; `stages` customer_id, stage; one row a person each."""

    cells: Table
    stages: Table
