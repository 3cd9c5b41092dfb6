"""What a day of buying is worth to each: the Gamma-Gamma model.

The worth of a person's days varies around a mean of their own with gamma shape `p`; the means are
spread over people by `q` and `v`. It holds that how much and how often have nothing to do with
each other. Source: Fader & Hardie, The Gamma-Gamma Model of Monetary Value (2013), equations 1a
and 5.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are slow to load: each is when first used

from guisu.know.segments.domain.clv.fitting import climb, summed
from guisu.know.segments.domain.clv.histories import (
    FEWEST_REPEATERS,
    NotEnoughSpending,
    Real,
    Whole,
)

STARTS = ((1.0, 1.0, 0.0), (2.0, 0.0, 1.0), (0.0, 2.0, 0.0))


@dataclass(frozen=True, slots=True)
class Spending:
    """The fitted model. `v` is in the unit of money that it was fitted to. `q` is above 1."""

    p: float
    q: float
    v: float
    log_likelihood: float
    is_at_edge: bool = False

    @property
    def mean(self) -> float:
        """What a day of somebody of whom nothing is known is worth."""
        return self.p * self.v / (self.q - 1)

    def expected(self, days: Whole, mean: Real) -> Real:
        """What each one's next day is worth: between their own mean and everybody's.

        `days` with an order, worth `mean` each; without any, everybody's mean.
        """
        bought = days.astype(np.float64)
        worth = np.where(days > 0, np.maximum(mean, 0.0), 0.0)
        return np.asarray(self.p * (self.v + bought * worth) / (self.p * bought + self.q - 1))


def fit(days: Whole, mean: Real) -> Spending:
    """Learn from all whose days were worth more than nothing. Raises `NotEnoughSpending`.

    `q` is held above 1, below which no mean exists.
    """
    paid = (days > 0) & (mean > 0)
    if int(paid.sum()) < FEWEST_REPEATERS:
        raise NotEnoughSpending(payers=int(paid.sum()), fewest=FEWEST_REPEATERS)
    likelihood = _Likelihood(days[paid], mean[paid])
    summit = climb(likelihood.told, STARTS)
    p, beyond, v = np.exp(summit.at)
    count = int(paid.sum())
    told = summit.value * count - count * np.log(likelihood.scale)
    return Spending(
        float(p), float(1 + beyond), float(v * likelihood.scale), float(told), summit.is_at_edge
    )


class _Likelihood:
    """The log-likelihood a person, and its gradient, over the logarithms of p, q - 1 and v."""

    def __init__(self, days: Whole, mean: Real) -> None:
        self.scale = float(np.exp(np.log(mean).mean()))
        self.worth = mean / self.scale
        self.days = days.astype(np.float64)
        shares = np.bincount(days) / len(days)
        counts = np.flatnonzero(shares)
        self.counts, self.count_shares = counts.astype(np.float64), shares[counts]
        self.mean_days = float(self.days.mean())
        self.mean_log = float(np.log(self.worth).mean())
        self.mean_days_log = float((self.days * np.log(self.days * self.worth)).mean())

    def told(self, logs: Real) -> tuple[float, Real]:
        p, beyond, v = np.exp(logs)
        q = 1 + beyond
        x, share = self.counts, self.count_shares
        special = scipy.special
        sums = v + self.days * self.worth
        log_sums = np.log(sums)
        value = (
            summed(share, special.gammaln(p * x + q) - special.gammaln(p * x))
            - special.gammaln(q) + q * np.log(v) - self.mean_log + p * self.mean_days_log
            - ((p * self.days + q) * log_sums).mean()
        )  # fmt: skip
        both = special.digamma(p * x + q)
        slope = [
            summed(share, x * (both - special.digamma(p * x)))
            + self.mean_days_log
            - (self.days * log_sums).mean(),
            summed(share, both) - special.digamma(q) + np.log(v) - log_sums.mean(),
            q / v - ((p * self.days + q) / sums).mean(),
        ]
        return float(value), np.array(slope) * np.array([p, beyond, v])
