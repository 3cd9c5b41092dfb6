"""Fitting once at a time, keeping what came of it, and scoring within the scope."""

from datetime import timedelta

import pytest

from guisu.ground.kernel.refusals import NotPermitted
from guisu.ground.staff.models import AuditEntry
from guisu.ground.staff.selectors import scope_of
from guisu.know.customers.models import Customer
from guisu.know.segments.models import Valuation
from guisu.know.segments.selectors import value
from guisu.know.segments.selectors.value import Ahead
from guisu.know.segments.services import valuing
from tests import make
from tests.segments.clv import shop

pytestmark = pytest.mark.django_db


def test_a_fit_keeps_who_when_what_from_and_how_well_it_foretells() -> None:
    shop.filled()

    done = shop.valued()

    calibration = value.calibration_of(done)
    assert done.state == Valuation.State.DONE
    assert (done.asked_by, done.asked_at, done.percent) == (make.mei(), make.NOON, 100)
    assert done.buyers == 160
    assert done.until_on == make.NOON.date()
    assert value.model_of(done).buying.unit.value == done.unit == "week"
    assert calibration is not None
    assert calibration.learnt_until < calibration.held_until == done.until_on
    assert sum(each.people for each in calibration.classes) == calibration.people
    assert calibration.predicted == pytest.approx(calibration.actual, rel=0.4)


def test_two_who_ask_get_one_fit() -> None:
    mei, lin = make.mei(), make.lin()

    first = valuing.ask(scope_of(mei), by=mei, at=make.NOON)
    second = valuing.ask(scope_of(lin), by=lin, at=make.NOON)

    assert first.pk == second.pk
    assert AuditEntry.objects.filter(action="value.asked").count() == 1


def test_a_fit_whose_worker_is_gone_makes_room_for_the_next() -> None:
    mei = make.mei()
    gone = valuing.ask(scope_of(mei), by=mei, at=make.NOON)

    anew = valuing.ask(scope_of(mei), by=mei, at=make.NOON + timedelta(hours=1))

    gone.refresh_from_db()
    assert anew.pk != gone.pk
    assert gone.state == Valuation.State.FAILED


def test_running_a_fit_again_changes_nothing() -> None:
    shop.filled()
    done = shop.valued()

    again = valuing.run(done.pk, clock=lambda: make.NOON + timedelta(days=1))

    assert (again.ended_at, again.parameters) == (done.ended_at, done.parameters)


def test_too_little_history_is_kept_with_what_is_missing() -> None:
    shop.filled(20)

    short = shop.valued()

    assert short.state == Valuation.State.SHORT
    assert short.refusal["data"]["buyers"] == 20
    assert value.in_force() is None


def test_one_fit_a_night_is_enough() -> None:
    make.installation()
    four = make.NOON.replace(hour=20)  # four in the morning in Shanghai

    assert not valuing.ask_at_night(at=make.NOON.replace(hour=17))
    assert valuing.ask_at_night(at=four)
    assert not valuing.ask_at_night(at=four + timedelta(hours=1))


def test_who_sees_one_store_cannot_have_the_whole_shop_fitted() -> None:
    jun = make.jun()

    with pytest.raises(NotPermitted):
        valuing.ask(scope_of(jun), by=jun, at=make.NOON)


def test_staff_without_figures_see_no_scores() -> None:
    shop.filled()
    done = shop.valued()

    with pytest.raises(NotPermitted):
        value.scores(scope_of(make.bo()), done, Ahead(), at=make.NOON)


def test_one_persons_score_is_that_of_the_list() -> None:
    shop.filled()
    done, scope = shop.valued(), scope_of(make.mei())

    found = value.scores(scope, done, Ahead(), at=make.NOON)

    for place in (0, 40, len(found) - 1):
        customer = Customer.objects.get(pk=found.customer_ids[place])
        own = value.score_of(scope, customer, done, Ahead(), at=found.as_of)
        assert own is not None
        assert own.value_minor == pytest.approx(found.value[place])
        assert own.alive == pytest.approx(found.alive[place])
    assert (found.value[:-1] >= found.value[1:]).all()


def test_a_store_manager_gets_the_stores_people_by_the_stores_orders() -> None:
    jun = make.jun()
    shop.filled(store=make.store("North"))
    done = shop.valued()

    everybody = value.scores(scope_of(make.mei()), done, Ahead(), at=make.NOON)
    own = value.scores(scope_of(jun), done, Ahead(), at=make.NOON)

    assert (len(everybody), len(own)) == (160, 40)
    assert set(own.customer_ids) < set(everybody.customer_ids)


def test_a_discount_and_a_shorter_horizon_lower_what_is_expected() -> None:
    shop.filled()
    done, scope = shop.valued(), scope_of(make.mei())

    plain, less, sooner = (
        value.scores(scope, done, ahead, at=make.NOON).value.sum()
        for ahead in (Ahead(365, 0.0), Ahead(365, 0.15), Ahead(90, 0.0))
    )

    assert plain > less > sooner > 0
