"""The gate lets writers through in the order they came, and patience has an end."""

import threading

import pytest

from guisu.database.gate import Gate


def test_impatient_writers_leave_the_queue_and_the_next_gets_through() -> None:
    gate = Gate()
    gate.acquire()

    came = gate.acquire(timeout=0.01)
    gate.release()

    assert (came, gate.acquire(timeout=0.01)) == (False, True)


@pytest.mark.parametrize("writers", [2, 8])
def test_no_two_hold_the_gate_however_impatient(writers: int) -> None:
    gate, held, overlaps, passes = Gate(), threading.Lock(), [], []

    def write() -> None:
        for _ in range(50):
            if gate.acquire(timeout=0.0005):
                if not held.acquire(blocking=False):
                    overlaps.append(1)
                passes.append(1)
                held.release()
                gate.release()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (overlaps, bool(passes), gate.acquire(timeout=0)) == ([], True, True)
