"""A corp's turns and pauses, on a clock of their own."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.channels.models import Spending
from guisu.ground.channels.wecom.limits import Limits
from tests import make

pytestmark = pytest.mark.django_db


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> datetime:
        return make.NOON + timedelta(seconds=self.now)


@given(pauses=st.lists(st.floats(0, 3), max_size=300))
def test_no_minute_and_no_hour_ever_has_more_calls_than_wecom_allows(pauses: list[float]) -> None:
    Spending.objects.all().delete()
    clock = Time()
    limits = Limits("corp", clock, a_minute=20, an_hour=100)
    taken: list[float] = []

    for pause in pauses:
        clock.now += pause
        if not limits.take("list"):
            taken.append(clock.now)

    # Windows lie back to back, so what any such time holds is of two at most.
    for start in taken:
        assert sum(start <= one < start + 3600 for one in taken) <= 2 * 100 * 0.8
        assert sum(start <= one < start + 60 for one in taken) <= 2 * 20 * 0.8


def test_one_call_does_not_use_up_anothers_turns() -> None:
    limits = Limits("corp", Time(), a_minute=2, an_hour=100)

    waits = [limits.take("list"), limits.take("list"), limits.take("get")]

    assert waits[0] == waits[2] == 0
    assert waits[1] > 0


def test_whoever_waits_as_told_has_a_turn() -> None:
    clock = Time()
    limits = Limits("corp", clock, a_minute=10, an_hour=1000)
    while not (wait := limits.take("list")):
        pass

    clock.now += wait

    assert limits.take("list") == 0


def test_a_call_shut_again_right_after_its_window_is_shut_for_the_hour() -> None:
    clock = Time()
    limits = Limits("corp", clock)

    first = limits.shut("list").total_seconds()
    by_another_thread = limits.shut("list").total_seconds()
    clock.now += 60
    opened = limits.take("list")
    second = limits.shut("list").total_seconds()
    clock.now += 3600 + 120
    later = limits.shut("list").total_seconds()

    assert (first, by_another_thread, opened, second, later) == (60, 60, 0, 3600, 60)


def test_two_processes_of_one_corp_share_its_turns_and_its_pauses() -> None:
    clock = Time()
    mine, others = (Limits("corp", clock, a_minute=1000, an_hour=10_000) for _ in range(2))
    another = Limits("another corp", clock, a_minute=1000, an_hour=10_000)

    taken = sum(not each.take("list") for _ in range(800) for each in (mine, others))
    mine.shut("get")

    assert 780 < taken <= 800
    assert mine.take("list") > 0 < others.take("list")
    assert others.take("get") == 60
    assert another.take("list") == another.take("get") == 0


def test_a_process_learns_within_a_second_that_another_was_told_to_stop() -> None:
    clock = Time()
    mine, others = Limits("corp", clock), Limits("corp", clock)
    for _ in range(20):
        mine.take("list")

    others.shut("list")
    clock.now += 1

    assert mine.take("list") == 59


def test_who_calls_slowly_takes_no_turn_that_it_does_not_use() -> None:
    clock = Time()
    limits = Limits("corp", clock)

    for _ in range(5):
        limits.take("list")
        clock.now += 5

    assert set(Spending.objects.values_list("calls", flat=True)) == {5}
