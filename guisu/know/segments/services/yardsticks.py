"""Setting the RFM scheme and the life-cycle thresholds by hand, or learning them from the shop."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from guisu.ground.database.editions import Stale
from guisu.ground.staff import services as staff
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.ground.warehouse.steadiness import steady
from guisu.know.segments import population
from guisu.know.segments.domain import lifecycle
from guisu.know.segments.domain.lifecycle import FEWEST_GAPS, Thresholds
from guisu.know.segments.domain.refusals import NotEnoughToLearn
from guisu.know.segments.domain.rfm import Scheme
from guisu.know.segments.measures import lifecycle as stages
from guisu.know.segments.measures import rfm
from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import yardsticks

LEARN_EVERY = timedelta(days=7)
RFM, LIFECYCLE = Yardstick.Kind.RFM, Yardstick.Kind.LIFECYCLE


@transaction.atomic
def set_scheme(scheme: Scheme, *, by: Staff, at: datetime, seen: int | None = None) -> Yardstick:
    """Score by this scheme from now on, until it is set or learnt anew. Audited.

    `seen`: the `yardsticks.edition` that was changed; None: only just read. Raises `Stale`.
    """
    _not_stale(RFM, seen)
    return _put(RFM, asdict(scheme), by=by, at=at)


@transaction.atomic
def set_thresholds(
    thresholds: Thresholds, *, by: Staff, at: datetime, seen: int | None = None
) -> Yardstick:
    """Tell stages by these thresholds from now on, until set or learnt anew. Audited.

    `seen` as `set_scheme` takes it; raises `Stale`.
    """
    _not_stale(LIFECYCLE, seen)
    return _put(LIFECYCLE, asdict(thresholds), by=by, at=at)


def learn_scheme(*, window_days: int | None, by: Staff | None, at: datetime) -> Yardstick:
    """Score by fifths of the shop's customers, as they are at `at`. Audited.

    Raises `NotEnoughToLearn`, and `WarehouseAway`. Learning the same again makes no new version.
    """
    found = steady(lambda: rfm.learnt(population.everybody(at=at), window_days))()
    if found is None:
        raise NotEnoughToLearn(least=rfm.FEWEST_PEOPLE)
    with transaction.atomic():
        return _put(RFM, asdict(found.scheme), learnt_from=found.people, by=by, at=at)


def learn_thresholds(*, by: Staff | None, at: datetime) -> Yardstick:
    """End stages where the shop's own customers come back. Audited.

    Raises `NotEnoughToLearn`, and `WarehouseAway`. Learning the same again makes no new version.
    """
    gaps = steady(lambda: stages.gaps(population.everybody(at=at)))()
    found = lifecycle.learnt(gaps, now=yardsticks.thresholds())
    if found is None:
        raise NotEnoughToLearn(least=FEWEST_GAPS)
    with transaction.atomic():
        return _put(LIFECYCLE, asdict(found), learnt_from=sum(gaps.values()), by=by, at=at)


def keep_learning(*, at: datetime) -> None:
    """Learn what is due: never learnt yet, or learnt a week ago. What was set by hand stays.

    A week, so that people do not change cells by the edges every day. Safe to repeat.
    """
    if _is_due(RFM, at):
        window_days = yardsticks.scheme().window_days
        _try(lambda: learn_scheme(window_days=window_days, by=None, at=at))
    if _is_due(LIFECYCLE, at):
        _try(lambda: learn_thresholds(by=None, at=at))


def _is_due(kind: Yardstick.Kind, at: datetime) -> bool:
    standing = yardsticks.in_force(kind)
    return standing is None or (standing.is_learnt and standing.made_at <= at - LEARN_EVERY)


def _try(learn: Any) -> None:
    try:
        learn()
    except (NotEnoughToLearn, WarehouseAway):
        return


def _not_stale(kind: Yardstick.Kind, seen: int | None) -> None:
    if seen is not None and seen != _locked(kind):
        raise Stale


def _locked(kind: Yardstick.Kind) -> int:
    """The edition in force, of which nobody else makes the next before this transaction ends."""
    staff.hold_installation()
    return yardsticks.edition(kind)


def _put(
    kind: Yardstick.Kind,
    values: dict[str, Any],
    *,
    learnt_from: int | None = None,
    by: Staff | None,
    at: datetime,
) -> Yardstick:
    _locked(kind)
    standing = yardsticks.in_force(kind)
    is_learnt = learnt_from is not None
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    if standing and standing.values == plain and standing.is_learnt == is_learnt:
        return standing
    audit(
        f"{kind.value}.{'learnt' if is_learnt else 'set'}",
        subject=kind.value,
        by=by,
        at=at,
        before=standing.values if standing else {},
        after=plain,
    )
    return Yardstick.objects.create(
        kind=kind,
        values=plain,
        is_learnt=is_learnt,
        learnt_from=learnt_from,
        made_at=at,
        made_by=by,
    )
