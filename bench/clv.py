"""Seconds to fit both models of customer value, beside a plain climb of the same likelihood.

`python bench/clv.py [customers]` prints JSON. The customers are made by the model itself, with
the parameters that CDNOW's have, over 78 weeks. Reference of the same run: Nelder and Mead's
method of SciPy over one row a customer, from one start, until it stands still.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

from guisu.know.segments.domain.clv import buying, spending, worth
from guisu.know.segments.domain.clv.histories import Histories, Real, Unit, Whole

DAYS = 546
RUNS = 5
# Of the fits to CDNOW: rates by day, stopping, and the worth of a day.
R, ALPHA, A, B = 0.267, 41.9, 0.484, 2.112
P, Q, V = 10.8, 3.27, 6.93


def main(count: int) -> None:
    histories, days, means = crowd(count)
    seconds, model = best(lambda: buying.fit(histories, Unit.WEEK))
    spending_seconds, spent = best(lambda: spending.fit(days, means))
    whole = worth.Model(model, spent)
    score_seconds, _ = best(lambda: whole.worth(histories, days, means, worth.Horizon(52, 0.002)))
    began = time.perf_counter()
    reference = reference_fit(histories)
    reference_seconds = time.perf_counter() - began
    print(
        json.dumps(
            {
                "customers": count,
                "different_histories": len(histories.condensed().histories),
                "fit_seconds": round(seconds, 3),
                "reach_seconds": 0.3,
                "log_likelihood": round(model.log_likelihood, 4),
                "reference_nelder_mead_seconds": round(reference_seconds, 3),
                "reference_log_likelihood": round(-reference.fun, 4),
                "above_reference": round(model.log_likelihood + reference.fun, 5),
                "times_faster_than_reference": round(reference_seconds / seconds, 1),
                "spending_fit_seconds": round(spending_seconds, 3),
                "score_all_seconds": round(score_seconds, 3),
            },
            indent=2,
        )
    )


def crowd(count: int) -> tuple[Histories, Whole, Real]:
    """Repeats, recency and age of people who begin within the first 12 weeks, and their means."""
    chance = np.random.default_rng(11)
    rate, stops = chance.gamma(R, 1 / ALPHA, count), chance.beta(A, B, count)
    age = DAYS - chance.integers(0, 84, count)
    rows = np.zeros((count, 2), dtype=np.int64)
    for n in range(count):
        at, last = 0.0, 0
        while True:
            at += chance.exponential(1 / rate[n]) if rate[n] > 0 else np.inf
            if at >= age[n]:
                break
            if np.ceil(at) > last:
                last = int(np.ceil(at))
                rows[n] = rows[n, 0] + 1, last
            if chance.random() < stops[n]:
                break
    days = rows[:, 0] + 1
    means = chance.gamma(P * days) / chance.gamma(Q, 1 / V, count) / days
    return Histories.of(rows[:, 0], rows[:, 1], age), days, means


def best(run: Callable[[], Any]) -> tuple[float, Any]:
    """The quickest of some runs, and what it gave."""
    times, found = [], None
    for _ in range(RUNS):
        began = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - began)
    return min(times), found


def reference_fit(histories: Histories) -> Any:
    return minimize(
        lambda logs: unlikelihood(logs, histories),
        np.log([1.0, 5.0, 1.0, 1.0]),
        method="Nelder-Mead",
        options={"xatol": 1e-6, "fatol": 1e-6, "maxiter": 4000, "maxfev": 4000},
    )


def unlikelihood(logs: Real, histories: Histories) -> float:
    """Minus the log-likelihood as the paper writes it, in weeks."""
    r, alpha, a, b = np.exp(logs)
    x = histories.repeats
    recency, age = histories.recency_days / 7, histories.age_days / 7
    bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    beta = betaln(a + 1, np.where(x > 0, b + x - 1, 1.0)) - betaln(a, b)
    left = np.where(x > 0, beta - (r + x) * np.log(alpha + recency), -np.inf)
    return -float((bought + np.logaddexp(stayed, left)).sum())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 23_570)
