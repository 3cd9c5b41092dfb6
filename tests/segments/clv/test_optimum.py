"""The fit against a long climb by another road: the paper's product form, unweighted rows."""

from unittest.mock import patch

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

from guisu.know.segments.domain.clv import buying
from guisu.know.segments.domain.clv.histories import Histories, Real, Unit
from tests.segments.clv import cdnow

pytestmark = pytest.mark.slow
# From each start a climb with derivatives takes some forty; one that loses its way takes hundreds.
MOST_LOOKS = 100 * len(buying.STARTS)


def unlikelihood(logs: Real, histories: Histories) -> float:
    """Minus equation 6 of the paper, with beta functions, in weeks."""
    r, alpha, a, b = np.exp(logs)
    x = histories.repeats
    recency, age = histories.recency_days / 7, histories.age_days / 7
    bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    beta = betaln(a + 1, np.where(x > 0, b + x - 1, 1.0)) - betaln(a, b)
    left = np.where(x > 0, beta - (r + x) * np.log(alpha + recency), -np.inf)
    return -float((bought + np.logaddexp(stayed, left)).sum())


@pytest.mark.parametrize("until", [cdnow.HALF, cdnow.END])
def test_the_fit_of_all_of_cdnow_is_at_the_best_known_optimum(until: object) -> None:
    histories = cdnow.histories(cdnow.master(), until=until)  # type: ignore[arg-type]
    told = buying._Likelihood.told

    with patch.object(buying._Likelihood, "told", autospec=True, side_effect=told) as looks:
        model = buying.fit(histories, Unit.WEEK)

    best = minimize(
        unlikelihood,
        np.log([1.0, 5.0, 1.0, 1.0]),
        args=(histories,),
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-7, "maxiter": 4000, "maxfev": 4000},
    )
    assert len(histories) == 23_570
    assert model.log_likelihood >= -best.fun - 1e-2
    assert model.log_likelihood == pytest.approx(
        -unlikelihood(np.log([model.r, model.alpha, model.a, model.b]), histories), abs=1e-3
    )
    assert looks.call_count <= MOST_LOOKS
