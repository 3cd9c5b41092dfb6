"""Loops that cannot wait come first, and nobody starves for it."""

import threading
import time

import pytest

from guisu.ground.jobs import loops


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
def run(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> loops.Runner:
    monkeypatch.setattr(loops, "_registered", {})
    monkeypatch.setattr(loops, "_rush", loops._Rush())
    return loops.Runner()


def test_while_urgent_work_piles_up_the_rest_goes_on_slowly(run: loops.Runner) -> None:
    greetings, callbacks = Counted(500), Counted(10_000)
    loops.register("greetings", greetings, is_urgent=True)
    loops.register("callbacks", callbacks)

    run.start()
    assert greetings.ended.wait(60)
    made_meanwhile = callbacks.made
    callbacks.left = 50
    assert callbacks.ended.wait(60)
    run.stop()

    assert 0 < made_meanwhile < greetings.made / 2


def test_urgent_work_that_comes_one_by_one_holds_nobody_up(run: loops.Runner) -> None:
    now_and_then = Counted(1)
    loops.register("greetings", now_and_then, is_urgent=True)

    run.start()
    assert now_and_then.ended.wait(60)
    run.stop()
    paused: list[float] = []
    loops.give_way(paused.append)

    assert paused == []


def test_of_a_loops_threads_one_looks_for_work_and_all_do_it(run: loops.Runner) -> None:
    looked: list[int] = []
    worked: list[int] = []
    work = threading.Semaphore(0)
    done = threading.Event()

    def step() -> bool:
        if not work.acquire(blocking=False):
            looked.append(threading.get_ident())
            return False
        worked.append(threading.get_ident())
        time.sleep(0.02)
        if len(worked) >= 60:
            done.set()
        return True

    loops.register("callbacks", step, rest=0.01, threads=3)

    run.start()
    while len(looked) < 5:
        time.sleep(0.01)
    looked_alone = set(looked)
    work.release(60)
    assert done.wait(60)
    run.stop()

    assert (len(looked_alone), len(set(worked))) == (1, 3)
