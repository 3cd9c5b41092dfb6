"""How often people buy, and when they stop: the BG/NBD model.

While alive a person buys at a rate of their own, gamma distributed over people with shape `r` and
rate `alpha`; after each purchase they stop for good with a probability of their own, beta
distributed with `a` and `b`. Source: Fader, Hardie & Lee, "Counting Your Customers" the Easy Way,
Marketing Science 24 (2005), equations 6, 7 and 10, and their note on numerical issues.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are slow to load: each is when first used

from guisu.know.segments.domain.clv.fitting import climb, summed
from guisu.know.segments.domain.clv.histories import Histories, Real, Unit, Whole

STARTS = ((0.0, 0.0, 0.0, 0.0), (-1.0, -1.0, 0.0, 1.0), (0.0, -2.0, -2.0, 0.0))
# Where a divisor of the formula for orders to come is 0, it is read on both sides of that.
NARROW = 1e-5
NEAR_ONE, LARGE, TERMS = 0.9, 90, 400
# Nodes and weights of Gauss and Legendre on (0, 1).
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(7)
NODES, WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2


@dataclass(frozen=True, slots=True)
class Buying:
    """The fitted model. `alpha` is in units of time, as every time given to it is.

    `is_at_edge`: a parameter ran off, as when nobody is seen to stop; probabilities of being a
    customer still are then near 1 for everybody, and mean little.
    """

    unit: Unit
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    is_at_edge: bool = False

    def alive(self, histories: Histories) -> Real:
        """The probability that each has not stopped; 1 for who ordered once: the model's word."""
        repeats, recency, age = self._times(histories)
        stopped = _log_odds_stopped(np.array([self.r, self.alpha, self.a, self.b]), repeats)
        waited = (self.r + repeats) * (np.log(self.alpha + age) - np.log(self.alpha + recency))
        return np.where(repeats > 0, scipy.special.expit(-(stopped + waited)), 1.0)

    def expected(self, histories: Histories, ahead: float) -> Real:
        """Days with an order that each has in the next `ahead` units of time."""
        if ahead < 0:
            raise ValueError(f"a horizon lies ahead, not {ahead}")
        repeats, _recency, age = self._times(histories)
        return np.asarray(self.alive(histories) * self._while_alive(repeats, age, ahead))

    def discounted(self, histories: Histories, ahead: float, discount: float) -> Real:
        """As `expected`, each order counted `(1 + discount) ** -t` where it comes at `t` units.

        Integrated by parts, on a smooth curve, with seven nodes.
        """
        if discount < 0:
            raise ValueError(f"a discount is zero or more, not {discount}")
        force = np.log1p(discount)
        repeats, _recency, age = self._times(histories)
        total = np.exp(-force * ahead) * self._while_alive(repeats, age, ahead)
        if force > 0:
            for node, weight in zip(NODES * ahead, WEIGHTS * ahead, strict=True):
                soon = self._while_alive(repeats, age, float(node))
                total += force * weight * np.exp(-force * node) * soon
        return np.asarray(self.alive(histories) * total)

    def _while_alive(self, repeats: Real, age: Real, ahead: float) -> Real:
        """Orders to come of who has not stopped."""
        if min(abs(self.a - 1), float(np.abs(self.a + self.b + repeats - 1).min())) < NARROW:
            sides = (self._orders(self.a + by, repeats, age, ahead) for by in (-NARROW, NARROW))
            return np.asarray(sum(sides) / 2)
        return self._orders(self.a, repeats, age, ahead)

    def _orders(self, a: float, repeats: Real, age: Real, ahead: float) -> Real:
        """Euler's transformation of the published form: nothing overflows for who buys much.

        Where a parameter is at its edge the probability of stopping hardly differs between
        people, and its mean is put in the place of its distribution.
        """
        share = ahead / (self.alpha + age + ahead)
        top = a + self.b + repeats - 1
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            series = _hypergeometric(a + self.b - 1 - self.r, a - 1, top, share)
            exact = top / (a - 1) * -np.expm1((a - 1) * np.log1p(-share) + np.log(series))
            crossed = top / (a - 1) * (1 - (1 - share) ** (a - 1) * series)
        stops = a / (a + self.b + repeats)
        rough = (
            -np.expm1(-(self.r + repeats) * np.log1p(stops * ahead / (self.alpha + age))) / stops
        )
        found = np.where(series > 0, exact, crossed)
        return np.where(np.isfinite(found), found, rough)

    def _times(self, histories: Histories) -> tuple[Real, Real, Real]:
        days = float(self.unit.days)
        return (
            histories.repeats.astype(np.float64),
            histories.recency_days / days,
            histories.age_days / days,
        )


def fit(histories: Histories, unit: Unit = Unit.WEEK) -> Buying:
    """The parameters under which these histories are most likely. Raises `NotEnoughHistory`.

    The log-likelihood is of the times in `unit`. The unit changes `alpha` and the constant of
    the log-likelihood and nothing else.
    """
    histories.require_enough()
    likelihood = _Likelihood(histories)
    summit = climb(likelihood.told, STARTS)
    r, alpha, a, b = np.exp(summit.at)
    scale = likelihood.days / unit.days
    told = summit.value * len(histories) - float(histories.repeats.sum()) * np.log(scale)
    return Buying(
        unit, float(r), float(alpha * scale), float(a), float(b), float(told), summit.is_at_edge
    )


class _Likelihood:
    """The log-likelihood a person, and its gradient, over the logarithms of the parameters.

    Times are told in the mean age, so that the climb is the same in every unit. Gamma functions
    are asked once for each number of repeats, logarithms once for each different history.
    """

    def __init__(self, histories: Histories) -> None:
        rows = histories.condensed()
        self.days = max(float(histories.age_days.mean()), 1.0)
        self.repeats = rows.histories.repeats.astype(np.float64)
        self.recency = rows.histories.recency_days / self.days
        self.age = rows.histories.age_days / self.days
        self.share = rows.people / len(histories)
        self.has_repeats = self.repeats > 0
        self.counts, self.count_shares = _by_count(rows.histories.repeats, self.share)

    def told(self, logs: Real) -> tuple[float, Real]:
        parameters = np.exp(logs)
        by_count, count_slope = self._of_counts(parameters)
        by_time, time_slope = self._of_times(parameters)
        return by_count + by_time, (count_slope + time_slope) * parameters

    def _of_counts(self, parameters: Real) -> tuple[float, Real]:
        special = scipy.special
        r, alpha, a, b = parameters
        x, share = self.counts, self.count_shares
        value = (
            special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
            + special.gammaln(a + b) - special.gammaln(a + b + x)
            + special.gammaln(b + x) - special.gammaln(b)
        )  # fmt: skip
        together = special.digamma(a + b) - special.digamma(a + b + x)
        slope = [
            summed(share, special.digamma(r + x) - special.digamma(r)) + np.log(alpha),
            r / alpha,
            summed(share, together),
            summed(share, together + special.digamma(b + x) - special.digamma(b)),
        ]
        return summed(share, value), np.array(slope)

    def _of_times(self, parameters: Real) -> tuple[float, Real]:
        r, alpha, a, b = parameters
        since_first, since_last = np.log(alpha + self.age), np.log(alpha + self.recency)
        bought = r + self.repeats
        odds = _log_odds_stopped(parameters, self.repeats) + bought * (since_first - since_last)
        odds = np.where(self.has_repeats, odds, -np.inf)
        stopped = scipy.special.expit(odds)
        value = summed(self.share, np.logaddexp(0.0, odds) - bought * since_first)
        logs = (1 - stopped) * since_first + stopped * since_last
        rates = (1 - stopped) / (alpha + self.age) + stopped / (alpha + self.recency)
        left = np.where(self.has_repeats, stopped / np.maximum(b + self.repeats - 1, b), 0.0)
        slope = [
            -summed(self.share, logs),
            -summed(self.share, bought * rates),
            summed(self.share, stopped) / a,
            -summed(self.share, left),
        ]
        return value, np.array(slope)


def _hypergeometric(first: float, second: float, below: Real, share: Real) -> Real:
    """2F1. By its own sum where SciPy's transformation near 1 overflows, without a word."""
    found = np.asarray(scipy.special.hyp2f1(first, second, below, share))
    hard = (share > NEAR_ONE) & (below > LARGE)
    if hard.any():
        below, share, term = below[hard], share[hard], np.ones(int(hard.sum()))
        total = term.copy()
        for n in range(TERMS):
            term = term * (first + n) * (second + n) / ((below + n) * (n + 1)) * share
            total += term
        found[hard] = total
    return found


def _log_odds_stopped(parameters: Real, repeats: Real) -> Real:
    """Of having stopped right after the last order, before the silence since is counted in."""
    _r, _alpha, a, b = parameters
    return np.asarray(np.log(a) - np.log(np.maximum(b + repeats - 1, b)))


def _by_count(repeats: Whole, share: Real) -> tuple[Real, Real]:
    shares = np.bincount(repeats, weights=share)
    counts = np.flatnonzero(shares)
    return counts.astype(np.float64), np.asarray(shares[counts], dtype=np.float64)
