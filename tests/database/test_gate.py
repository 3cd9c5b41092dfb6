"""Writers take turns: first come, first served, in this process and between processes."""

import signal
import sqlite3
import threading
import time
from itertools import pairwise

import pytest
from django.db import connection, transaction

from guisu.ground.database.gate import Gate
from guisu.ground.jobs.models import Job
from tests import child, make
from tests.jobs import acts
from tests.patience import PATIENCE, until


def start(number: int, act: object) -> list[threading.Thread]:
    threads = [threading.Thread(target=act, args=(n,)) for n in range(number)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    return threads


def test_those_who_wait_are_served_in_the_order_they_came() -> None:
    gate = Gate()
    served: list[int] = []

    def wait(number: int) -> None:
        gate.acquire()
        served.append(number)
        gate.release()

    gate.acquire()
    threads = []
    for number in range(8):
        threads += [threading.Thread(target=wait, args=(number,))]
        threads[-1].start()
        until(lambda: len(gate._queue) > number, pause=0.001)  # noqa: B023 - asked at once
    gate.release()
    for thread in threads:
        thread.join()

    assert served == list(range(8))


def test_a_busy_writer_does_not_overtake_one_that_waits() -> None:
    gate = Gate()
    turns: list[tuple[int, bool]] = []

    def write(number: int) -> None:
        for _ in range(100):
            gate.acquire()
            time.sleep(0.0002)
            turns.append((number, bool(gate._queue)))
            gate.release()

    gate.acquire()
    threads = start(3, write)
    until(lambda: len(gate._queue) == len(threads))
    gate.release()
    for thread in threads:
        thread.join()

    waited_for = [(one, then) for (one, waits), (then, _) in pairwise(turns) if waits]
    assert waited_for
    assert [one for one, then in waited_for if one == then] == []


def test_only_one_is_inside() -> None:
    gate = Gate()
    inside, most = 0, 0

    def enter(_: int) -> None:
        nonlocal inside, most
        for _ in range(300):
            gate.acquire()
            inside += 1
            most = max(most, inside)
            inside -= 1
            gate.release()

    for thread in start(6, enter):
        thread.join()

    assert (most, inside) == (1, 0)


def test_whoever_is_interrupted_while_waiting_blocks_nobody() -> None:
    gate = Gate()
    gate.acquire()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    with pytest.raises(KeyboardInterrupt):
        gate.acquire()
    signal.signal(signal.SIGALRM, before)
    gate.release()

    assert gate.acquire(timeout=PATIENCE)


def test_whoever_waits_too_long_leaves_the_line() -> None:
    gate = Gate()
    gate.acquire()

    came = gate.acquire(timeout=0.01)
    gate.release()

    assert (came, gate.acquire(timeout=PATIENCE)) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_opens_the_gate_again() -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            1 / 0  # noqa: B018
    with transaction.atomic():
        Job.objects.create(task="t", run_at=make.NOON, created_at=make.NOON)

    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_threads_that_read_and_write_lose_nothing() -> None:
    Job.objects.create(task="sum", run_at=make.NOON, created_at=make.NOON)

    def add(_: int) -> None:
        for _ in range(20):
            with transaction.atomic():
                job = Job.objects.select_for_update().get()
                job.priority += 1
                job.save()
        connection.close()

    for thread in start(6, add):
        thread.join()

    assert Job.objects.get().priority == 120


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_and_a_thread_write_one_store() -> None:
    with (
        child.running("tests.jobs.acts:write_rows", "one", 200) as one,
        child.running("tests.jobs.acts:write_rows", "two", 200) as two,
    ):
        acts.write_rows("three", "200")
        assert (one.wait(120), two.wait(120)) == (0, 0)

    assert Job.objects.count() == 600


@pytest.mark.django_db(transaction=True)
def test_a_commit_survives_the_loss_of_power() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()
        full = cursor.execute("PRAGMA synchronous").fetchone()

    assert (journal, full) == (("wal",), (2,))
    assert sqlite3.sqlite_version_info >= (3, 35)
