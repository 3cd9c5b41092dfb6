"""What holds of the models whatever the parameters and whoever the buyers."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import betaincinv

from guisu.know.segments.domain.clv import buying, spending, worth
from guisu.know.segments.domain.clv.buying import Buying
from guisu.know.segments.domain.clv.histories import (
    Histories,
    NotEnoughHistory,
    NotEnoughSpending,
    Real,
    Unit,
    Whole,
)
from guisu.know.segments.domain.clv.spending import Spending

parameters = st.floats(0.05, 20.0)
models = st.builds(
    Buying,
    unit=st.sampled_from(list(Unit)),
    r=parameters,
    alpha=st.floats(0.1, 200.0),
    a=parameters,
    b=parameters,
    log_likelihood=st.just(0.0),
)
horizons = st.floats(0.0, 500.0)


@st.composite
def buyers(draw: st.DrawFn) -> Histories:
    """One to five people, from who ordered once today to who orders every other day for years."""
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        repeats = draw(st.integers(0, 800))
        recency = draw(st.integers(repeats, 3000)) if repeats else 0
        rows.append((repeats, recency, recency + draw(st.integers(0, 3000))))
    return Histories.of(*zip(*rows, strict=True))


def simulated(count: int = 4000, *, seed: int = 3) -> Histories:
    """People who really buy and stop as the model says, with an order a day at most."""
    chance = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        rate, stops, age = chance.gamma(0.6, 1 / 40), chance.beta(0.8, 2.5), 365
        at, repeats, last = 0.0, 0, 0
        while True:
            at += chance.exponential(1 / rate)
            if at >= age:
                break
            if int(np.ceil(at)) > last:
                repeats, last = repeats + 1, int(np.ceil(at))
            if chance.random() < stops:
                break
        rows.append((repeats, last, age + int(chance.integers(0, 30))))
    return Histories.of(*zip(*rows, strict=True))


@given(models, buyers())
def test_being_a_customer_still_is_a_probability(model: Buying, people: Histories) -> None:
    alive = model.alive(people)

    assert ((alive >= 0) & (alive <= 1)).all()
    assert (alive[people.repeats == 0] == 1).all()


@given(models, buyers(), st.integers(1, 1000))
def test_silence_never_raises_the_hope(model: Buying, people: Histories, days: int) -> None:
    later = Histories.of(people.repeats, people.recency_days, people.age_days + days)

    assert (model.alive(later) <= model.alive(people) + 1e-12).all()
    assert (model.expected(later, 10) <= model.expected(people, 10) * (1 + 1e-7) + 1e-9).all()


@given(models, buyers(), horizons, horizons)
def test_a_longer_horizon_never_holds_fewer_orders(
    model: Buying, people: Histories, one: float, other: float
) -> None:
    near, far = sorted([one, other])

    expected_near, expected_far = model.expected(people, near), model.expected(people, far)

    assert (expected_near >= -1e-9).all()
    assert (expected_far >= expected_near * (1 - 1e-7) - 1e-9).all()
    assert np.isfinite(expected_far).all()
    assert model.expected(people, 0.0) == pytest.approx(np.zeros(len(people)), abs=1e-9)


@given(models, buyers(), horizons)
def test_orders_to_come_are_the_mean_over_rates_of_stopping(
    model: Buying, people: Histories, ahead: float
) -> None:
    """By the integral that the formula solves, on many quantiles of the rate of stopping."""
    assume(model.a > 0.3 and model.b > 0.3)
    quantiles = (np.arange(2000) + 0.5) / 2000
    age = people.age_days / model.unit.days
    alive = model.alive(people)

    found = model.expected(people, ahead)

    for n in range(len(people)):
        shape = model.r + people.repeats[n]
        stops = np.maximum(betaincinv(model.a, model.b + people.repeats[n], quantiles), 1e-300)
        while_alive = -np.expm1(-shape * np.log1p(stops * ahead / (model.alpha + age[n]))) / stops
        assert found[n] == pytest.approx(while_alive.mean() * alive[n], rel=0.02, abs=1e-6)


@pytest.mark.parametrize(("a", "b"), [(1e-4, 22_000.0), (22_000.0, 1e-4), (9_000.0, 22_000.0)])
def test_parameters_at_their_edges_give_numbers_still(a: float, b: float) -> None:
    people = Histories.of([0, 3, 400], [0, 100, 380], [20, 120, 400])
    model = Buying(Unit.DAY, 0.5, 20.0, a, b, 0.0)

    found = model.expected(people, 90.0)

    most = (model.r + people.repeats) / (model.alpha + people.age_days) * 90
    assert ((found >= 0) & (found <= most * 1.0001)).all()


@given(models, buyers(), st.floats(1.0, 200.0), st.floats(0.0, 0.02))
def test_a_discount_lowers_as_a_fine_sum_over_time_does(
    model: Buying, people: Histories, ahead: float, discount: float
) -> None:
    cuts = np.linspace(0, ahead, 101)
    orders = np.array([model.expected(people, float(cut)) for cut in cuts])
    weights = (1 + discount) ** -((cuts[1:] + cuts[:-1]) / 2)

    found = model.discounted(people, ahead, discount)

    summed = (np.diff(orders, axis=0) * weights[:, None]).sum(axis=0)
    assert found == pytest.approx(summed, rel=5e-3, abs=1e-6)
    assert (found <= model.expected(people, ahead) * (1 + 1e-9) + 1e-12).all()


def test_nothing_jumps_where_the_formula_is_zero_by_zero() -> None:
    people = Histories.of([0, 3, 40], [0, 100, 380], [20, 120, 400])
    around = [Buying(Unit.WEEK, 0.5, 5.0, a, 2.0, 0.0) for a in (0.99998, 1.0, 1.00002)]

    below, at, above = (model.expected(people, 26.0) for model in around)

    assert at == pytest.approx((below + above) / 2, rel=1e-6)


def test_the_unit_changes_alpha_and_nothing_that_is_foretold() -> None:
    people = simulated()

    days, weeks = buying.fit(people, Unit.DAY), buying.fit(people, Unit.WEEK)

    assert (days.r, days.a, days.b) == pytest.approx((weeks.r, weeks.a, weeks.b), rel=1e-9)
    assert days.alpha == pytest.approx(weeks.alpha * 7, rel=1e-9)
    assert days.alive(people) == pytest.approx(weeks.alive(people), rel=1e-9)
    assert days.expected(people, 91.0) == pytest.approx(weeks.expected(people, 13.0), rel=1e-9)


def test_a_fit_finds_what_made_the_people() -> None:
    people = simulated(20_000)

    model = buying.fit(people, Unit.DAY)

    # Days hold one order at most, so rates are found a little low.
    assert model.r == pytest.approx(0.6, rel=0.15)
    assert model.a / (model.a + model.b) == pytest.approx(0.8 / 3.3, rel=0.15)


def test_the_slope_is_that_of_small_steps() -> None:
    likelihood = buying._Likelihood(simulated(300))
    at = np.array([-0.5, -1.0, 0.2, 0.7])

    _, slope = likelihood.told(at)

    assert slope == pytest.approx(_stepped(likelihood.told, at), abs=1e-6)


def test_the_slope_of_spending_is_that_of_small_steps() -> None:
    likelihood = spending._Likelihood(*_spenders(200))
    at = np.array([1.5, 0.8, -0.3])

    _, slope = likelihood.told(at)

    assert slope == pytest.approx(_stepped(likelihood.told, at), abs=1e-6)


def test_spending_finds_what_made_the_people() -> None:
    model = spending.fit(*_spenders(20_000))

    assert (model.p, model.q, model.v) == pytest.approx((6.0, 4.0, 15.0), rel=0.15)


@given(st.integers(1, 50), st.floats(0.01, 1e6))
def test_a_days_worth_lies_between_ones_own_mean_and_everybodys(days: int, mean: float) -> None:
    model = Spending(p=6.25, q=3.74, v=15.44, log_likelihood=0)

    found = model.expected(np.array([days]), np.array([mean]))[0]

    low, high = sorted([mean, model.mean])
    assert low * (1 - 1e-9) <= found <= high * (1 + 1e-9)


def test_the_unit_of_money_scales_all_that_is_told_in_it() -> None:
    days, mean = _spenders(500)

    yuan, fen = spending.fit(days, mean), spending.fit(days, mean * 100)

    assert fen.expected(days, mean * 100) == pytest.approx(yuan.expected(days, mean) * 100)


def test_worth_is_the_same_for_equals_and_in_the_order_given() -> None:
    model = worth.Model(
        Buying(Unit.WEEK, 0.243, 4.414, 0.793, 2.426, 0.0), Spending(6.25, 3.74, 15.44, 0.0)
    )
    people = Histories.of([2, 0, 2], [100, 0, 100], [200, 30, 200])
    days, means = np.array([3, 1, 3]), np.array([20.0, 50.0, 20.0])

    found = model.worth(people, days, means, worth.Horizon(52, 0.002))

    assert found.value[0] == found.value[2] != found.value[1]
    assert found.orders == pytest.approx(model.buying.expected(people, 52))
    assert (found.value <= found.orders * found.a_day).all()


def test_few_people_are_told_as_too_few() -> None:
    few = Histories.of([1] * 40 + [0] * 10, [5] * 40 + [0] * 10, [100] * 50)

    with pytest.raises(NotEnoughHistory) as refusal:
        buying.fit(few)

    assert refusal.value.data["buyers"] == 50
    assert refusal.value.data["fewest_buyers"] == 100


def test_few_who_paid_are_told_as_too_few() -> None:
    with pytest.raises(NotEnoughSpending):
        spending.fit(np.array([2, 3, 1]), np.array([10.0, 0.0, 5.0]))


@pytest.mark.parametrize(
    "impossible", [([1], [9], [5]), ([0], [3], [5]), ([2], [0], [5]), ([-1], [0], [5])]
)
def test_impossible_histories_are_a_callers_mistake(impossible: tuple[list[int], ...]) -> None:
    with pytest.raises(ValueError, match="repeat"):
        Histories.of(*impossible)


def test_dependence_is_seen_where_the_busy_spend_more() -> None:
    days = np.arange(2, 102)

    assert worth.dependence(days, days.astype(np.float64)) > 0.9
    assert worth.dependence(days, np.full(100, 5.0, dtype=np.float64)) == pytest.approx(0)


def _spenders(count: int) -> tuple[Whole, Real]:
    chance = np.random.default_rng(5)
    days = chance.integers(1, 9, count)
    rates = chance.gamma(4.0, 1 / 15.0, count)
    return days, chance.gamma(6.0 * days) / rates / days


def _stepped(told: object, at: Real) -> Real:
    steps = np.eye(len(at)) * 1e-6
    return np.array([(told(at + s)[0] - told(at - s)[0]) / 2e-6 for s in steps])  # type: ignore[operator]
