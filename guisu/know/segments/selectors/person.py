"""Where one person stands, by their own orders: the pure rules, no warehouse, no delay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from guisu.ground.events import selectors as events
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import installation, zone
from guisu.know.customers.models import Customer
from guisu.know.segments.domain import ladder, lifecycle, rfm
from guisu.know.segments.domain.ladder import ADVOCACY, Rules
from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.domain.rfm import Cell, Measured
from guisu.know.segments.selectors import yardsticks
from guisu.know.segments.selectors.sales import sales_of

DEVICE = "anonymous_id"


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """Cell and what it was scored from (None: no order in the window), stage, rung, evidence."""

    cell: Cell | None
    measured: Measured | None
    stage: Stage
    life: lifecycle.Facts
    place: ladder.Place
    near: ladder.Facts
    rules: Rules


def of_person(
    scope: Scope,
    customer: Customer,
    *,
    rows: Collection[int],
    channels: Collection[str],
    is_reachable: bool,
    at: datetime,
) -> PersonStanding:
    """Where `customer` (a root, with these `rows`) stands at `at`, as far as `scope` sees orders.

    `channels` of the person's identities; `is_reachable`: agrees to marketing by some channel.
    """
    local = zone()
    today = at.astimezone(local).date()
    sales = sales_of(scope, customer, at=at)
    scheme, thresholds = yardsticks.scheme(), yardsticks.thresholds()
    measured = rfm.measured(
        sales, window_days=scheme.window_days, currency=installation().currency, today=today
    )
    life = lifecycle.facts_of(
        sales,
        registered_on=customer.first_seen_at.astimezone(local).date(),
        thresholds=thresholds,
        today=today,
    )
    rules = ladder.rules_by(thresholds)
    near = ladder.Facts(
        is_identified=any(channel != DEVICE for channel in channels),
        is_reachable=is_reachable,
        days_bought=len({sale.placed_on for sale in sales if sale.counts}),
        last_order_on=life.last_order_on,
        advocacy=_advocacy(scope, rows, rules, at),
    )
    return PersonStanding(
        cell=rfm.scores(measured, scheme) if measured else None,
        measured=measured,
        stage=lifecycle.stage_of(life, thresholds, today),
        life=life,
        place=ladder.placed(near, rules, today),
        near=near,
        rules=rules,
    )


def _advocacy(scope: Scope, rows: Collection[int], rules: Rules, at: datetime) -> int:
    """Recommendations, counted no further than a partner needs."""
    today = at.astimezone(zone()).date()
    latest = events.timeline(
        rows, scope=scope, before=(at, 0), kinds=ADVOCACY, limit=rules.partner_advocacy
    )
    since = today - timedelta(days=rules.advocacy_days)
    return sum(event.occurred_at.astimezone(zone()).date() > since for event in latest)
