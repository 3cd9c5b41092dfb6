"""Loops that cannot wait come first, and nobody starves for it."""

import threading
import time
from collections import Counter
from collections.abc import Collection
from itertools import pairwise

import pytest

from guisu.ground.jobs import crews, loops
from guisu.ground.jobs.crews import Runner
from tests.patience import PATIENCE, until


class Counted:
    """A step that takes a moment and finds work `times` times."""

    def __init__(self, times: int) -> None:
        self.left, self.made, self.ended = times, 0, threading.Event()

    def __call__(self) -> bool:
        time.sleep(0.005)
        self.made += 1
        self.left -= 1
        if self.left <= 0:
            self.ended.set()
        return self.left > 0


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Runner:
    monkeypatch.setattr(loops, "_registered", {})
    monkeypatch.setattr(loops, "_rush", loops._Rush())
    return Runner()


def test_while_urgent_work_piles_up_the_rest_goes_on_slowly(run: Runner) -> None:
    greetings, callbacks = Counted(500), Counted(10_000)
    loops.register("greetings", greetings, is_urgent=True)
    loops.register("callbacks", callbacks)

    run.start()
    assert greetings.ended.wait(PATIENCE)
    made_meanwhile = callbacks.made
    callbacks.left = 50
    assert callbacks.ended.wait(PATIENCE)
    run.stop()

    assert 0 < made_meanwhile < greetings.made / 2


def test_urgent_work_that_comes_one_by_one_holds_nobody_up(run: Runner) -> None:
    now_and_then = Counted(1)
    loops.register("greetings", now_and_then, is_urgent=True)

    run.start()
    assert now_and_then.ended.wait(PATIENCE)
    run.stop()

    assert loops.aside() == 0


class Crowd:
    """How many were in it at once, at most."""

    def __init__(self) -> None:
        self.inside = self.most = self.came = 0
        self.guard = threading.Lock()

    def stay(self, seconds: float) -> None:
        with self.guard:
            self.inside += 1
            self.came += 1
            self.most = max(self.most, self.inside)
        time.sleep(seconds)
        with self.guard:
            self.inside -= 1


def test_of_a_loops_threads_one_looks_for_work_and_all_do_it(run: Runner) -> None:
    there_is_work = threading.Event()
    lookers, workers = Crowd(), Crowd()

    def step() -> bool:
        is_work = there_is_work.is_set()
        (workers if is_work else lookers).stay(0.02)
        return is_work

    loops.register("callbacks", step, rest=0.001, threads=3)

    run.start()
    until(lambda: lookers.came >= 10)
    looked_together = lookers.most
    there_is_work.set()
    until(lambda: workers.most >= 3 and workers.came >= 60)
    run.stop()

    assert (looked_together, workers.most) == (1, 3)


class Lane:
    """Steps of one loop by lane: those of `dead` wait in vain for an answer, then find no work."""

    def __init__(self, dead: Collection[str] = ()) -> None:
        self.dead, self.guard = dead, threading.Lock()
        self.made: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.waiting = self.most_waiting = 0

    def __call__(self, lane: str) -> bool:
        if lane not in self.dead:
            time.sleep(0.001)
            self.made[lane] += 1
            return True
        with self.guard:
            self.waiting += 1
            self.asked[lane] += 1
            if all(self.asked[one] > 1 for one in self.dead):
                self.most_waiting = max(self.most_waiting, self.waiting)
        time.sleep(0.3)
        with self.guard:
            self.waiting -= 1
        return False


def test_lanes_whose_provider_has_died_slow_nobody_else(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At first all of them may wait together; from then on they leave places to others."""
    monkeypatch.setattr(crews, "SLOW", 0.1)
    dead = [f"dead {n}" for n in range(20)]
    deliveries, greetings = Lane(dead), Counted(40)
    loops.register_lanes("deliveries", deliveries, lanes=lambda: ["a", *dead, "b"], rest=0.01)
    loops.register("greetings", greetings, is_urgent=True)

    run.start()
    until(lambda: deliveries.most_waiting > 0)
    made_by_then = deliveries.made.copy()
    until(lambda: all(deliveries.made[one] > made_by_then[one] + 100 for one in "ab"))
    until(greetings.ended.is_set)
    run.stop()

    assert 0 < deliveries.most_waiting <= (crews.CALLING - crews.FOR_URGENT) * 3 // 4


def test_lanes_that_have_work_get_their_turn_one_after_the_other(run: Runner) -> None:
    names = [f"lane {n}" for n in range(30)]
    deliveries = Lane()
    loops.register_lanes("deliveries", deliveries, lanes=lambda: names)

    run.start()
    # Enough turns that one of them may take long by chance.
    until(lambda: set(deliveries.made) == set(names) and min(deliveries.made.values()) >= 200)
    run.stop()

    assert max(deliveries.made.values()) < 3 * min(deliveries.made.values())


def test_a_lane_that_is_no_more_is_left(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "LANES_REST", 0.01)
    names = ["a", "b"]
    deliveries = Lane()
    loops.register_lanes("deliveries", deliveries, lanes=lambda: list(names))

    run.start()
    until(lambda: min(deliveries.made["a"], deliveries.made["b"]) > 5)
    names[:] = ["b", "c"]
    until(lambda: deliveries.made["c"] > 5)
    made_of_a = deliveries.made["a"]
    until(lambda: deliveries.made["c"] > 50)
    run.stop()

    # Somebody may have had it in hand.
    assert deliveries.made["a"] <= made_of_a + 1


def test_a_step_that_fails_is_made_again_later_and_later(
    run: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    made: list[float] = []

    def fail() -> bool:
        made.append(time.monotonic())
        raise ValueError("not today")

    loops.register("failing", fail, rest=0.02)

    run.start()
    until(lambda: len(made) >= 4)
    run.stop()

    pauses = [later - sooner for sooner, later in pairwise(made)]
    assert pauses[0] >= 0.04
    assert pauses[2] >= 0.16
    assert "failing" in caplog.text


def test_steps_of_the_house_do_not_wait_for_providers(run: Runner) -> None:
    let_go = threading.Event()
    house = Counted(20)
    for n in range(crews.CALLING):
        loops.register(f"calls {n}", lambda: let_go.wait(PATIENCE) and False, is_calling=True)
    loops.register("deliver", house)

    run.start()
    ended = house.ended.wait(PATIENCE / 2)
    let_go.set()
    run.stop()

    assert ended
