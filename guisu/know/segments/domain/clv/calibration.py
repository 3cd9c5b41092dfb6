"""How well the models foretell: learnt from the first part of the history, held to the rest."""

from datetime import date, timedelta

import msgspec
import numpy as np

from guisu.know.segments.domain.clv.histories import Histories, Real, Unit, Whole
from guisu.know.segments.domain.clv.worth import Horizon, Model

MOST_REPEATS = 7
SHORTEST_HELD, LONGEST_HELD, HELD_SHARE = 28, 182, 3
WEEK = 7


class FrequencyClass(msgspec.Struct, frozen=True):
    """People with `repeats` so far (the last class: as many or more), and orders of each since.

    `actual` and `predicted` are days with an order, on average of a person, in the part held back.
    """

    repeats: int
    people: int
    actual: float
    predicted: float


class Stretch(msgspec.Struct, frozen=True):
    """Days with an order from the beginning of the part held back up to and with `until`."""

    until: date
    actual: int
    predicted: float


class Calibration(msgspec.Struct, frozen=True):
    """Fitted to what was known at the end of `learnt_until`, held to the days after it.

    `error` and `naive_error`: mean absolute error of a person's days with an order, of the model
    and of letting each go on as they did so far. Values in minor units, of the same people.
    """

    learnt_until: date
    held_until: date
    people: int
    classes: tuple[FrequencyClass, ...]
    weeks: tuple[Stretch, ...]
    error: float
    naive_error: float
    actual_minor: float
    predicted_minor: float

    @property
    def actual(self) -> int:
        return self.weeks[-1].actual

    @property
    def predicted(self) -> float:
        return self.weeks[-1].predicted


def held_days(whole: int) -> int:
    """How many of the last of `whole` days are held back: a third, four weeks to half a year."""
    return max(min(whole // HELD_SHARE, LONGEST_HELD), SHORTEST_HELD) // WEEK * WEEK


def calibrate(
    model: Model,
    known: "Known",
    came: "Came",
    *,
    learnt_until: date,
    days: int,
) -> Calibration:
    """Compare what `model` foretells of the people `known` with what `came` in the next `days`."""
    unit = model.buying.unit
    horizon = Horizon(days / unit.days)
    worth = model.worth(known.histories, known.paid_days, known.mean, horizon)
    naive = known.histories.repeats / np.maximum(known.histories.age_days, 1) * days
    return Calibration(
        learnt_until=learnt_until,
        held_until=learnt_until + timedelta(days=days),
        people=len(known.histories),
        classes=_classes(known.histories, came.orders, worth.orders),
        weeks=_weeks(model, known.histories, came.by_day, learnt_until),
        error=float(np.abs(worth.orders - came.orders).mean()),
        naive_error=float(np.abs(naive - came.orders).mean()),
        actual_minor=float(came.minor.sum()),
        predicted_minor=float(worth.value.sum()),
    )


class Known(msgspec.Struct, frozen=True):
    """What was known of the people: one position each, money in minor units."""

    histories: Histories
    paid_days: Whole
    mean: Real


class Came(msgspec.Struct, frozen=True):
    """What the same people did in the part held back; `by_day`: of all, a number a day."""

    orders: Whole
    minor: Whole
    by_day: Whole


def _classes(histories: Histories, actual: Whole, predicted: Real) -> tuple[FrequencyClass, ...]:
    of_class = np.minimum(histories.repeats, MOST_REPEATS)
    found = []
    for repeats in range(MOST_REPEATS + 1):
        own = of_class == repeats
        if own.any():
            means = float(actual[own].mean()), float(predicted[own].mean())
            found.append(FrequencyClass(repeats, int(own.sum()), *means))
    return tuple(found)


def _weeks(
    model: Model, histories: Histories, by_day: Whole, learnt_until: date
) -> tuple[Stretch, ...]:
    rows = histories.condensed()
    unit: Unit = model.buying.unit
    found = []
    for days in range(WEEK, len(by_day) + 1, WEEK):
        expected = model.buying.expected(rows.histories, days / unit.days)
        predicted = float((expected * rows.people).sum())
        until = learnt_until + timedelta(days=days)
        found.append(Stretch(until, int(by_day[:days].sum()), predicted))
    return tuple(found)
