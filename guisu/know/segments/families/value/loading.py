"""People's scores and stages, by their orders and the scheme and thresholds in force."""

from collections.abc import Iterable
from datetime import date

from guisu.know.segments.definition.windows import local_day
from guisu.know.segments.domain import lifecycle, rfm
from guisu.know.segments.domain.lifecycle import Thresholds
from guisu.know.segments.domain.rfm import Scheme
from guisu.know.segments.domain.sales import Sale
from guisu.know.segments.families.orders import loading as orders
from guisu.know.segments.families.orders.facts import Sales
from guisu.know.segments.families.value import struct as s
from guisu.know.segments.families.value.facts import Worth
from guisu.know.segments.reference.people import Moment
from guisu.know.segments.selectors import yardsticks
from guisu.know.segments.wanted import Wanted


def load(wanted: Wanted) -> dict[int, Worth]:
    """As far as they are asked for, of the orders up to the moment."""
    scheme = yardsticks.scheme() if wanted.asks(s.InCell) else None
    thresholds = yardsticks.thresholds() if wanted.asks(s.InStage) else None
    sold, moment = orders.load(wanted), wanted.moment
    found = {}
    for root, face in wanted.faces.items():
        known = sold.get(root, Sales()).all
        sales = [sale.on_its_day(moment.zone) for sale in known if sale.at <= moment.at]
        registered_on = local_day(face.first_seen_at, moment.zone)
        found[root] = Worth(
            cell=_cell(sales, scheme, moment) if scheme else None,
            stage=_stage(sales, registered_on, thresholds, moment) if thresholds else "",
        )
    return found


def _cell(sales: Iterable[Sale], scheme: Scheme, moment: Moment) -> tuple[int, int, int] | None:
    found = rfm.cell_of(sales, scheme, currency=moment.currency, today=moment.today)
    return (found.r, found.f, found.m) if found else None


def _stage(
    sales: Iterable[Sale], registered_on: date, thresholds: Thresholds, moment: Moment
) -> str:
    today = moment.today
    facts = lifecycle.facts_of(
        sales, registered_on=registered_on, thresholds=thresholds, today=today
    )
    return lifecycle.stage_of(facts, thresholds, today)
