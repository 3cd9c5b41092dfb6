"""Buckets and windows on a clock of their own."""

from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.channels.wecom.limits import Limits


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(pauses=st.lists(st.floats(0, 3), max_size=300))
def test_no_minute_and_no_hour_ever_has_more_calls_than_wecom_allows(pauses: list[float]) -> None:
    clock = Time()
    limits = Limits(clock, a_minute=20, an_hour=100)
    taken: list[float] = []

    for pause in pauses:
        clock.now += pause
        if not limits.take("list"):
            taken.append(clock.now)

    for start in taken:
        assert sum(start <= one < start + 3600 for one in taken) <= 2 * 100 * 0.8
        assert sum(start <= one < start + 60 for one in taken) <= 2 * 20 * 0.8


def test_one_call_does_not_use_up_anothers_turns() -> None:
    limits = Limits(Time(), a_minute=2, an_hour=100)

    waits = [limits.take("list"), limits.take("list"), limits.take("get")]

    assert waits[0] == waits[2] == 0
    assert waits[1] > 0


def test_whoever_waits_as_told_has_a_turn() -> None:
    clock = Time()
    limits = Limits(clock, a_minute=10, an_hour=1000)
    while not (wait := limits.take("list")):
        pass

    clock.now += wait

    assert limits.take("list") == 0


def test_a_call_shut_again_right_after_its_window_is_shut_for_the_hour() -> None:
    clock = Time()
    limits = Limits(clock)

    first = limits.shut("list").total_seconds()
    by_another_thread = limits.shut("list").total_seconds()
    clock.now += 60
    opened = limits.take("list")
    second = limits.shut("list").total_seconds()
    clock.now += 3600 + 120
    later = limits.shut("list").total_seconds()

    assert (first, by_another_thread, opened, second, later) == (60, 60, 0, 3600, 60)
