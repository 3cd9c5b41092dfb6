"""Long work in parts: everything once, in order, in parts by time, with rests for who waits."""

import pytest
from django.http import HttpRequest, HttpResponse

from guisu.config.answering import Counted
from guisu.ground.jobs import courtesy, loops


class Clock:
    """Time that passes only where somebody works or rests."""

    def __init__(self) -> None:
        self.now, self.rests = 1_000.0, list[float]()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.rests.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    class Nobody(courtesy._Answering):
        under_way = 0
        last_at = float("-inf")

    made = Clock()
    monkeypatch.setattr(courtesy, "time", made)
    monkeypatch.setattr(courtesy, "_Answering", Nobody)
    monkeypatch.setattr(loops, "_rush", loops._Rush())
    return made


def worked(clock: Clock, items: int, *, seconds_each: float) -> list[int]:
    sizes = []
    for part in courtesy.in_parts(range(items)):
        sizes.append(len(part))
        clock.now += len(part) * seconds_each
    return sizes


def test_every_item_comes_once_and_in_order() -> None:
    told = [each for part in courtesy.in_parts(range(1_234)) for each in part]

    assert told == list(range(1_234))


def test_parts_grow_while_they_are_quick_and_shrink_where_they_are_slow(clock: Clock) -> None:
    quick = worked(clock, 5_000, seconds_each=0.0001)
    slow = worked(clock, 500, seconds_each=0.01)

    assert max(quick) == courtesy.MOST
    assert set(slow) == {courtesy.FEWEST}


def test_no_part_is_longer_than_its_time_once_the_pace_is_known(clock: Clock) -> None:
    sizes = worked(clock, 3_000, seconds_each=0.0004)

    assert all(size * 0.0004 < courtesy.AIM + 0.0001 for size in sizes[1:])


def test_nobody_waits_and_nobody_rests(clock: Clock) -> None:
    worked(clock, 1_000, seconds_each=0.001)

    assert clock.rests == []


def test_while_somebody_is_answered_a_rest_is_longer_than_the_part(clock: Clock) -> None:
    with courtesy.answering():
        worked(clock, courtesy.FEWEST, seconds_each=0.001)
        worked(clock, courtesy.FEWEST, seconds_each=1.0)

    took = courtesy.FEWEST * 0.001
    assert clock.rests == [round(took * courtesy.RESTS, 6), courtesy.LONGEST_REST]


def test_the_next_question_is_expected_for_a_moment_after_an_answer(clock: Clock) -> None:
    with courtesy.answering():
        pass

    assert courtesy.is_somebody_waiting()
    clock.now += courtesy.LINGERS
    assert not courtesy.is_somebody_waiting()


def test_an_answer_that_breaks_is_over_too(clock: Clock) -> None:
    def breaks(_request: HttpRequest) -> HttpResponse:
        assert courtesy.is_somebody_waiting()
        raise LookupError

    with pytest.raises(LookupError):
        Counted(breaks)(HttpRequest())

    clock.now += courtesy.LINGERS
    assert not courtesy.is_somebody_waiting()
