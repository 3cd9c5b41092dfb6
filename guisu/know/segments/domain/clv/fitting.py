"""Climbing to the maximum of a likelihood from several starts."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import scipy  # its parts are slow to load: each is when first used

from guisu.know.segments.domain.clv.histories import Real

# Natural logarithms of the parameters: from 0.00005 to 22,000 in units of the data's own scale.
EDGE = 10.0
TOUCHED = 0.01
CLIMBED = 2


class Summit(NamedTuple):
    """Where the climb ended. `is_at_edge`: the data do not hold a parameter down on one side."""

    at: Real
    value: float
    is_at_edge: bool


def climb(slope: Callable[[Real], tuple[float, Real]], starts: Sequence[Sequence[float]]) -> Summit:
    """The highest point found of a function given with its gradient, over logarithms.

    Climbed from the two most promising of `starts`.
    """
    points = [np.asarray(start, dtype=np.float64) for start in starts]
    promising = sorted(points, key=lambda point: -slope(point)[0])[:CLIMBED]
    return max((_climbed(slope, point) for point in promising), key=lambda each: each.value)


def summed(weights: Real, values: Real) -> float:
    """Weighted sum. By numpy's own loop: the threads of a BLAS cost more than such sums do."""
    return float(np.einsum("i,i->", weights, values))


def _climbed(slope: Callable[[Real], tuple[float, Real]], start: Real) -> Summit:
    found = scipy.optimize.minimize(
        lambda point: _turned(slope(point)),
        start,
        jac=True,
        method="SLSQP",
        bounds=[(-EDGE, EDGE)] * len(start),
        options={"maxiter": 500, "ftol": 1e-12},
    )
    is_at_edge = bool((np.abs(found.x) > EDGE - TOUCHED).any())
    return Summit(found.x, -float(found.fun), is_at_edge)


def _turned(told: tuple[float, Real]) -> tuple[float, Real]:
    return -told[0], -told[1]
