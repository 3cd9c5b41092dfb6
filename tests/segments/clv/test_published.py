"""Against the papers' own figures on the 2,357 customers of CDNOW.

Fader, Hardie & Lee (2005), table 2, and their note on the BG/NBD in Excel; Fader & Hardie (2013)
on the Gamma-Gamma, with the conditional means that `lifetimes` gives to more digits.
"""

import numpy as np
import pytest

from guisu.know.segments.domain.clv import buying, spending
from guisu.know.segments.domain.clv.histories import Histories, Unit
from tests.segments.clv import cdnow

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def people() -> list[cdnow.Days]:
    return cdnow.sample()


def test_the_four_parameters_are_those_of_the_paper(people: list[cdnow.Days]) -> None:
    model = buying.fit(cdnow.histories(people, until=cdnow.HALF), Unit.WEEK)

    found = (model.r, model.alpha, model.a, model.b)
    assert found == pytest.approx((0.2426, 4.4135, 0.7929, 2.4258), abs=2e-4)
    assert model.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_what_a_buyer_of_two_repeats_will_order_in_39_weeks_is_as_published() -> None:
    model = buying.Buying(Unit.DAY, 0.243, 4.414, 0.793, 2.426, log_likelihood=0)

    # Times in weeks with fractions, as the paper has them, by telling days of a 7th of them.
    buyer = Histories.of([2], [213], [272])
    weeks = buying.Buying(Unit.WEEK, model.r, model.alpha, model.a, model.b, log_likelihood=0)

    assert weeks.expected(buyer, 39.0)[0] == pytest.approx(1.226, abs=2e-3)


def test_worth_of_a_day_is_as_published(people: list[cdnow.Days]) -> None:
    histories = cdnow.histories(people, until=cdnow.HALF)

    model = spending.fit(histories.repeats, cdnow.repeat_means(people, until=cdnow.HALF))

    assert (model.p, model.q, model.v) == pytest.approx((6.25, 3.744, 15.44), abs=0.01)
    assert model.mean == pytest.approx(35.17, abs=0.01)
    found = model.expected(np.array([2, 1, 0]), np.array([22.35, 11.77, 0.0]))
    assert found == pytest.approx([24.6586, 18.9115, 35.1710], abs=2e-3)


def test_the_sum_of_orders_to_come_is_near_what_came(people: list[cdnow.Days]) -> None:
    came = sum(1 for days in people for day in days if day > cdnow.HALF)

    histories = cdnow.histories(people, until=cdnow.HALF)
    model = buying.fit(histories, Unit.WEEK)

    assert model.expected(histories, 39.0).sum() == pytest.approx(came, rel=0.15)
