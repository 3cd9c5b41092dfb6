"""Funnels, retention and cohorts of the people whom somebody sees, all of them or a segment's.

Everything needs `Permission.SEE_FIGURES` and raises `WarehouseAway` while the tables cannot be
read, and what opening a segment's condition refuses.
"""

from datetime import datetime

import ibis.expr.types as ir

from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.warehouse import tables
from guisu.ground.warehouse.steadiness import steady
from guisu.know.segments import population
from guisu.know.segments.compile import evaluator
from guisu.know.segments.measures.sales import counts
from guisu.know.segments.models import Segment
from guisu.know.segments.population import Population
from guisu.know.segments.selectors import segments
from guisu.see.insights import cohorts as buying
from guisu.see.insights import funnel as funnels
from guisu.see.insights import retention as keeping
from guisu.see.insights.periods import Period


@steady
def funnel(
    scope: Scope, asked: funnels.Funnel, *, at: datetime, segment: Segment | None = None
) -> funnels.FunnelFigures:
    """How far those came who did the first step."""
    return funnels.figures(asked, _people(scope, segment, at))


@steady
def at_step(
    scope: Scope,
    asked: funnels.Funnel,
    step: int,
    *,
    at: datetime,
    segment: Segment | None = None,
    has_stopped: bool,
) -> list[int]:
    """Who came to `step`, the first being 1, in rising order; with `has_stopped` no further.

    Needs `SEE_CUSTOMERS` as well.
    """
    scope.require(Permission.SEE_CUSTOMERS)
    paths = funnels.paths_of(asked, _people(scope, segment, at))
    found = paths.filter(paths.reached == step if has_stopped else paths.reached >= step)
    return sorted(found.select("customer_id").to_pyarrow()["customer_id"].to_pylist())


@steady
def retention(
    scope: Scope, asked: keeping.Retention, *, at: datetime, segment: Segment | None = None
) -> list[keeping.Cohort]:
    """How many came back, by the period of their first time."""
    return keeping.figures(asked, _people(scope, segment, at))


@steady
def cohorts(
    scope: Scope, asked: buying.Cohorts, *, at: datetime, segment: Segment | None = None
) -> list[buying.BuyersCohort]:
    """What those bought who began together."""
    return buying.figures(asked, _people(scope, segment, at))


@steady
def cohort_of(scope: Scope, customer: int, *, at: datetime) -> buying.BuyersCohort | None:
    """Those whose first order was in the month of this person's (a root's); None: no order yet."""
    shop = _people(scope, None, at)
    orders = shop.orders.filter(counts(shop.orders), shop.orders.customer_id == customer)
    first = orders.local_date.min().to_pyarrow().as_py()
    if first is None:
        return None
    asked = buying.Cohorts(buying.Beginning.FIRST_ORDER, Period.MONTH, first, first)
    return buying.figures(asked, shop)[0]


def _people(scope: Scope, segment: Segment | None, at: datetime) -> Population:
    scope.require(Permission.SEE_FIGURES)
    shop = population.of(scope, at=at)
    return shop if segment is None else shop.only(_members(segment, shop))


def _members(segment: Segment, shop: Population) -> ir.Table:
    """Asked of the engine once: a question about them names them several times."""
    condition = segments.opened(segments.condition_of(segment), own=segment.pk)
    return tables.held(evaluator.members(condition, shop, segments.scores()).to_pyarrow())
