"""Fitting the models of customer value: asked for by a person or due at night, once at a time."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from django.db import transaction

from guisu.ground.jobs import naming
from guisu.ground.jobs.backend import once
from guisu.ground.kernel.refusals import NotPermitted
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.models import Staff
from guisu.ground.staff.selectors import installation, zone
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.steadiness import steady
from guisu.know.segments import population as populations
from guisu.know.segments.definition.windows import local_day
from guisu.know.segments.domain.clv import buying, calibration, spending, worth
from guisu.know.segments.domain.clv.histories import NotEnoughHistory, NotEnoughSpending, Unit
from guisu.know.segments.measures import clv
from guisu.know.segments.measures.clv import Buyers
from guisu.know.segments.models import Valuation
from guisu.know.segments.population import Population

# By its name, as the lease table holds it: tasks stand above services.
TASK = "segments.value_customers"
SILENT_FOR = timedelta(minutes=30)
NIGHT_HOUR = 3
KEPT = 60

State = Valuation.State
Step = Callable[[int], None]
Answer = TypeVar("Answer")


@transaction.atomic
def ask(scope: Scope, *, by: Staff | None, at: datetime, unit: Unit = Unit.WEEK) -> Valuation:
    """Have the models fitted anew; the one under way, if there is one. Safe to repeat.

    The fit is of all orders: who sees some stores only gets `NotPermitted`.
    """
    scope.require(Permission.SEE_FIGURES)
    if scope.stores is not None:
        raise NotPermitted(permission=Permission.SEE_FIGURES.value)
    found = _under_way(at=at)
    if found is not None:
        return found
    audit("value.asked", subject="value", by=by, at=at, after={"unit": unit.value})
    return _open(by=by, at=at, unit=unit)


@transaction.atomic
def ask_at_night(*, at: datetime) -> bool:
    """Open a fit once a day after three o'clock in the installation's zone. Safe to repeat."""
    local = at.astimezone(zone())
    last = Valuation.objects.order_by("-id").first()
    if local.hour < NIGHT_HOUR or _under_way(at=at) is not None:
        return False
    if last is not None and last.asked_at.astimezone(zone()).date() == local.date():
        return False
    _forget_old()
    _open(by=None, at=at, unit=Unit(last.unit) if last else Unit.WEEK)
    return True


def run(pk: int, *, clock: Callable[[], datetime]) -> Valuation:
    """Fit, and keep the result. Of one that is over nothing is done, so a retry is safe.

    Raises `WarehouseAway` while the tables cannot be read; the fit stays open then.
    """
    valuation = Valuation.objects.get(pk=pk)
    if valuation.state != State.OPEN:
        return valuation

    def step(percent: int) -> None:
        valuation.percent, valuation.beat_at = percent, clock()
        valuation.save(update_fields=["percent", "beat_at"])

    step(5)
    try:
        _fit(valuation, clock(), step)
        valuation.state = State.DONE
    except (NotEnoughHistory, NotEnoughSpending) as refusal:
        valuation.state = State.SHORT
        valuation.refusal = refusal.told
    valuation.percent, valuation.ended_at = 100, clock()
    valuation.save()
    return valuation


def _fit(valuation: Valuation, at: datetime, step: Step) -> None:
    everybody = _asked(clv.buyers, at)
    histories = everybody.known.histories
    valuation.since_on, valuation.until_on = everybody.since, local_day(at, zone())
    valuation.buyers = len(everybody)
    valuation.repeaters = int((histories.repeats > 0).sum())
    valuation.currency = installation().currency
    step(30)
    model = _learn(everybody, Unit(valuation.unit))
    known = everybody.known
    valuation.parameters = {
        "buying": _told(model.buying),
        "spending": _told(model.spending),
        "dependence": worth.dependence(known.paid_days, known.mean),
    }
    step(60)
    found = _calibrate(at, everybody.since, Unit(valuation.unit))
    valuation.calibration = msgspec.to_builtins(found) if found else None
    step(95)


@steady
def _asked(question: Callable[[Population], Answer], at: datetime) -> Answer:
    return question(populations.everybody(at=at))


def _learn(known: Buyers, unit: Unit) -> worth.Model:
    paid, mean = known.known.paid_days, known.known.mean
    return worth.Model(buying.fit(known.known.histories, unit), spending.fit(paid, mean))


def _calibrate(at: datetime, since: date, unit: Unit) -> calibration.Calibration | None:
    """Learnt from the first part alone; None where that part is too short to learn from."""
    today = local_day(at, zone())
    days = calibration.held_days((today - since).days)
    learnt_until = today - timedelta(days=days)
    try:
        past = _asked(lambda people: clv.buyers(clv.at_end_of(people, learnt_until)), at)
        model = _learn(past, unit)
    except (NotEnoughHistory, NotEnoughSpending):
        return None
    came = _asked(lambda people: clv.came(people, past, after=learnt_until, days=days), at)
    return calibration.calibrate(model, past.known, came, learnt_until=learnt_until, days=days)


def _under_way(*, at: datetime) -> Valuation | None:
    """The open one; one whose worker gave no sign for long is set down as failed."""
    found = Valuation.objects.select_for_update().filter(state=State.OPEN).first()
    if found is None or at - (found.beat_at or found.asked_at) < SILENT_FOR:
        return found
    found.state, found.ended_at = State.FAILED, at
    found.save(update_fields=["state", "ended_at"])
    return None


def _open(*, by: Staff | None, at: datetime, unit: Unit) -> Valuation:
    made = Valuation.objects.create(unit=unit.value, asked_at=at, asked_by=by)
    once(naming.find(TASK), key=f"valuation:{made.pk}").enqueue(made.pk)
    return made


def _forget_old() -> None:
    """Keep the last fits, and the one in force however old."""
    done = Valuation.objects.filter(state=State.DONE).order_by("-id").first()
    last = Valuation.objects.order_by("-id").values_list("pk", flat=True)[:KEPT]
    kept = {*last, *([done.pk] if done else [])}
    Valuation.objects.exclude(pk__in=kept).delete()


def _told(model: buying.Buying | spending.Spending) -> dict[str, Any]:
    return asdict(model)
