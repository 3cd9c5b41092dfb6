"""What each buyer is worth over a horizon: orders to come, times what a day of theirs brings."""

from dataclasses import dataclass

import numpy as np

from guisu.know.segments.domain.clv.buying import Buying
from guisu.know.segments.domain.clv.histories import Histories, Real, Whole
from guisu.know.segments.domain.clv.spending import Spending


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far is looked, in the model's unit of time, and the discount of one such unit.

    `discount` 0.002 a week: what comes in a week counts 1 / 1.002.
    """

    ahead: float
    discount: float = 0.0


@dataclass(frozen=True, slots=True)
class Worth:
    """One position a person; money in the unit that `mean` was given in.

    `alive`: probability of still being a customer. `orders`: days with an order expected within
    the horizon. `a_day`: what such a day is worth. `value`: both together, discounted.
    """

    alive: Real
    orders: Real
    a_day: Real
    value: Real


@dataclass(frozen=True, slots=True)
class Model:
    """Both fitted models. They take how often and how much to be independent."""

    buying: Buying
    spending: Spending

    def worth(self, histories: Histories, days: Whole, mean: Real, horizon: Horizon) -> Worth:
        """`days` with an order in the models' currency, worth `mean` each."""
        rows = histories.condensed()
        discounted = self.buying.discounted(rows.histories, horizon.ahead, horizon.discount)
        a_day = self.spending.expected(days, mean)
        return Worth(
            alive=self.buying.alive(rows.histories)[rows.which],
            orders=self.buying.expected(rows.histories, horizon.ahead)[rows.which],
            a_day=a_day,
            value=discounted[rows.which] * a_day,
        )


def dependence(days: Whole, mean: Real) -> float:
    """Correlation of how often with the logarithm of how much, -1..1; 0 where none can be told.

    Far from 0 the models' product misjudges those who buy most.
    """
    paid = (days > 1) & (mean > 0)
    often, much = np.log(days[paid]), np.log(mean[paid])
    if len(often) < 2 or often.std() == 0 or much.std() == 0:  # noqa: PLR2004 - a line needs two
        return 0.0
    return float(np.corrcoef(often, much)[0, 1])
