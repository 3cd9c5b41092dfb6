"""What customers are expected to be worth, by the fit in force, as far as a scope sees them."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import msgspec
import numpy as np

from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation, zone
from guisu.ground.warehouse import engine, tables
from guisu.ground.warehouse.steadiness import steady
from guisu.know.customers.models import Customer
from guisu.know.segments.domain.clv.buying import Buying
from guisu.know.segments.domain.clv.calibration import Calibration
from guisu.know.segments.domain.clv.histories import Histories, Real, Unit, Whole
from guisu.know.segments.domain.clv.spending import Spending
from guisu.know.segments.domain.clv.worth import Horizon, Model
from guisu.know.segments.measures import clv
from guisu.know.segments.models import Valuation
from guisu.know.segments.population import Population
from guisu.know.segments.selectors.sales import sales_of

State = Valuation.State
YEAR = 365
FRESH = timedelta(minutes=5)
REMEMBERED = 6


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far is looked, in days, and the discount a year: 0.1 is ten percent."""

    days: int = YEAR
    yearly: float = 0.1

    def horizon(self, unit: Unit) -> Horizon:
        return Horizon(self.days / unit.days, (1 + self.yearly) ** (unit.days / YEAR) - 1)


@dataclass(frozen=True, slots=True)
class Scores:
    """Everybody in the scope who ordered, the most valuable first; one position a person.

    `value` in minor units of the installation's currency, discounted; `silent_days` since the
    last order; `repeats`: later days with an order. Where there are none, `alive` is 1 for all
    and tells nothing: the model sees people stop only after a repeat. `as_of`: the moment that
    was looked at, minutes ago at most.
    """

    customer_ids: Whole
    alive: Real
    orders: Real
    a_day: Real
    value: Real
    silent_days: Whole
    repeats: Whole
    as_of: datetime

    def __len__(self) -> int:
        return len(self.customer_ids)


@dataclass(frozen=True, slots=True)
class PersonScore:
    """One person's: see `Scores`. `days`: on how many days they ordered so far."""

    alive: float
    orders: float
    a_day_minor: float
    value_minor: float
    days: int
    silent_days: int


def in_force() -> Valuation | None:
    """The latest fit that was done."""
    return Valuation.objects.filter(state=State.DONE).order_by("-id").first()


def latest() -> Valuation | None:
    """The latest that was asked for, whatever came of it."""
    return Valuation.objects.select_related("asked_by").order_by("-id").first()


def under_way() -> Valuation | None:
    return Valuation.objects.filter(state=State.OPEN).first()


def model_of(valuation: Valuation) -> Model:
    kept = valuation.parameters
    buying = kept["buying"] | {"unit": Unit(kept["buying"]["unit"])}
    return Model(Buying(**buying), Spending(**kept["spending"]))


def calibration_of(valuation: Valuation) -> Calibration | None:
    kept: Any = valuation.calibration
    return msgspec.convert(kept, Calibration) if kept else None


def scores(scope: Scope, valuation: Valuation, ahead: Ahead, *, at: datetime) -> Scores:
    """All at once, remembered for minutes. Raises `NotPermitted`, `WarehouseAway`."""
    scope.require(Permission.SEE_FIGURES)
    slot = at - (at - datetime(1970, 1, 1, tzinfo=UTC)) % FRESH
    return _remembered(cast(Hashable, engine.current()), valuation.pk, scope.stores, ahead, slot)


def score_of(
    scope: Scope, customer: Customer, valuation: Valuation, ahead: Ahead, *, at: datetime
) -> PersonScore | None:
    """By the person's own orders as `scope` sees them; None: none so far. A few milliseconds."""
    scope.require(Permission.SEE_FIGURES)
    currency = installation().currency
    sales = sales_of(scope, customer, at=at)
    days = sorted({sale.placed_on for sale in sales if sale.counts})
    if not days:
        return None
    today = at.astimezone(zone()).date()
    paid = {sale.placed_on for sale in sales if sale.counts and sale.currency == currency}
    minor = max(sum(sale.earned(currency) for sale in sales), 0)
    histories = Histories.of(len(days) - 1, (days[-1] - days[0]).days, (today - days[0]).days)
    mean = np.array([minor / len(paid) if paid else 0.0])
    model = model_of(valuation)
    found = model.worth(histories, np.array([len(paid)]), mean, ahead.horizon(model.buying.unit))
    return PersonScore(
        alive=float(found.alive[0]),
        orders=float(found.orders[0]),
        a_day_minor=float(found.a_day[0]),
        value_minor=float(found.value[0]),
        days=len(days),
        silent_days=(today - days[-1]).days,
    )


@lru_cache(REMEMBERED)
def _remembered(
    _engine: Hashable, pk: int, stores: frozenset[int] | None, ahead: Ahead, at: datetime
) -> Scores:
    return _scored(pk, stores, ahead, at)


@steady
def _scored(pk: int, stores: frozenset[int] | None, ahead: Ahead, at: datetime) -> Scores:
    model = model_of(Valuation.objects.get(pk=pk))
    people = Population(tables.table, at, zone(), installation().currency, stores)
    found = clv.buyers(people)
    known = found.known
    worth = model.worth(
        known.histories, known.paid_days, known.mean, ahead.horizon(model.buying.unit)
    )
    order = np.argsort(-worth.value, kind="stable")
    return Scores(
        found.customer_ids[order],
        worth.alive[order],
        worth.orders[order],
        worth.a_day[order],
        worth.value[order],
        (known.histories.age_days - known.histories.recency_days)[order],
        known.histories.repeats[order],
        at,
    )
