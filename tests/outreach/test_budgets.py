"""What an account may call, counted once for all processes."""

from datetime import timedelta

import pytest

from guisu.act.outreach.models import Delivery
from guisu.ground.channels import budgets
from guisu.ground.channels.port import Budget
from tests import make
from tests.outreach.acts import Speaks, person, standing

pytestmark = pytest.mark.django_db
MINUTE = Budget("mail", calls=2, seconds=60)
HOUR = Budget("corp", calls=3, seconds=3_600)


def spend(*of: Budget, after: float = 0) -> float:
    return budgets.spend(of, at=make.NOON + timedelta(seconds=after)).wait.total_seconds()


def test_what_is_spent_is_full_again_after_its_time() -> None:
    assert [spend(MINUTE, after=each) for each in (0, 10, 20, 59.5)] == [0, 0, 40, 0.5]
    assert [spend(MINUTE, after=each) for each in (60, 61, 62)] == [0, 0, 58]


def test_of_two_budgets_the_tighter_one_counts_and_takes_nothing_of_the_other() -> None:
    told = [spend(MINUTE, HOUR, after=each) for each in (0, 0, 0, 60, 61)]

    assert told == [0, 0, 60, 0, 3_539]


def test_a_clock_that_was_put_back_locks_nobody_out() -> None:
    spend(MINUTE, after=7_200)
    spend(MINUTE, after=7_200)

    assert spend(MINUTE) == 0


def test_a_clock_that_is_a_little_behind_another_begins_nothing_anew() -> None:
    spend(MINUTE, after=2)
    spend(MINUTE, after=2)

    assert spend(MINUTE) == 62


def test_as_many_are_taken_of_one_budget_as_of_the_other() -> None:
    first, second = (budgets.spend([MINUTE, HOUR], at=make.NOON, wanted=9) for _ in range(2))

    assert (first.calls, second.calls) == (2, 0)


def test_copies_wait_for_the_account_to_be_allowed_again(speaks: Speaks) -> None:
    speaks.notebook.spends = [MINUTE]
    cause = speaks.cause()
    speaks.plan(cause, *(person() for _ in range(3)))

    speaks.carry()
    at_once = len(speaks.notebook.given)
    speaks.forward(minutes=1)
    speaks.carry()

    assert at_once == 2
    assert standing(cause) == [("done", "")] * 3


def test_who_waits_for_the_account_keeps_the_place_in_the_line(speaks: Speaks) -> None:
    speaks.notebook.spends = [MINUTE]
    speaks.plan(speaks.cause(), *(person() for _ in range(3)))

    speaks.carry()

    waiting = Delivery.objects.get(state="waiting")
    assert (waiting.due_at, waiting.is_held, waiting.tries) == (make.NOON, False, 0)
