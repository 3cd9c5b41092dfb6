"""What is known of each buyer when the models of customer value look at them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

FEWEST_BUYERS = 100
FEWEST_REPEATERS = 30
SHORTEST_DAYS = 90

IMPOSSIBLE = "a repeat is after the first order and not after the day on which is looked"


class NotEnoughHistory(Refusal):
    """Fewer buyers, fewer who came back, or fewer days than the models can be learnt from.

    Below these numbers the four parameters wander by half their value when a few people change,
    so a figure would say more than is known.
    """

    code = "segments.not_enough_history"
    template = gettext_noop(
        "Not enough history for customer value: %(buyers)s of %(fewest_buyers)s buyers, "
        "%(repeaters)s of %(fewest_repeaters)s who ordered on a second day, "
        "%(days)s of %(shortest_days)s days since the first order."
    )


class NotEnoughSpending(Refusal):
    """Hardly anybody paid in the organisation's currency."""

    code = "segments.not_enough_spending"
    template = gettext_noop(
        "Not enough history for customer value: %(payers)s of %(fewest)s people paid something "
        "in the organisation's currency."
    )


class Unit(StrEnum):
    """The unit of time in which rates, horizons and discounts are told."""

    DAY = "day"
    WEEK = "week"

    @property
    def days(self) -> int:
        return 7 if self is Unit.WEEK else 1


class Condensed(NamedTuple):
    """Different histories, how many people have each, and which one each person has."""

    histories: "Histories"
    people: Whole
    which: Whole


@dataclass(frozen=True, slots=True)
class Histories:
    """One position a person who ordered. Several orders of one calendar day count as one.

    `repeats`: days with an order after the first such day. `recency_days`: from the first to the
    last of them. `age_days`: from the first to the day on which is looked.
    """

    repeats: Whole
    recency_days: Whole
    age_days: Whole

    @classmethod
    def of(cls, repeats: ArrayLike, recency_days: ArrayLike, age_days: ArrayLike) -> "Histories":
        """Raises ValueError for what cannot be: a last order before the first, or after today."""
        made = cls(_whole(repeats), _whole(recency_days), _whole(age_days))
        made._check()
        return made

    def __len__(self) -> int:
        return len(self.repeats)

    def condensed(self) -> Condensed:
        """Equal histories once: work that goes by history is done once for all who share it."""
        span = int(self.age_days.max(initial=0)) + 1
        key = (self.repeats * span + self.recency_days) * span + self.age_days
        _, first, which, people = np.unique(
            key, return_index=True, return_inverse=True, return_counts=True
        )
        return Condensed(self._at(first), people, which)

    def require_enough(self) -> None:
        """Raise `NotEnoughHistory` below the fewest people and days that teach anything."""
        repeaters = int((self.repeats > 0).sum())
        days = int(self.age_days.max(initial=0))
        if len(self) < FEWEST_BUYERS or repeaters < FEWEST_REPEATERS or days < SHORTEST_DAYS:
            raise NotEnoughHistory(
                buyers=len(self),
                fewest_buyers=FEWEST_BUYERS,
                repeaters=repeaters,
                fewest_repeaters=FEWEST_REPEATERS,
                days=days,
                shortest_days=SHORTEST_DAYS,
            )

    def _at(self, positions: Whole) -> "Histories":
        return Histories(
            self.repeats[positions], self.recency_days[positions], self.age_days[positions]
        )

    def _check(self) -> None:
        is_negative = (self.repeats < 0) | (self.recency_days < 0)
        is_ahead = self.recency_days > self.age_days
        is_odd = (self.repeats > 0) != (self.recency_days > 0)
        if (is_negative | is_ahead | is_odd).any():
            raise ValueError(IMPOSSIBLE)


def _whole(column: ArrayLike) -> Whole:
    return np.atleast_1d(np.asarray(column, dtype=np.int64))
