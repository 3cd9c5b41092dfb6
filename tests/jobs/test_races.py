"""Several workers at one lease table: threads, processes, and processes that are killed."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from guisu.ground.jobs import services
from guisu.ground.jobs.backend import once
from guisu.ground.jobs.models import Job
from guisu.ground.staff.models import Installation
from tests import child, make
from tests.jobs import acts

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def together(number: int, act: object) -> None:
    """`act` in as many threads, started at one moment."""
    start = threading.Barrier(number)

    def run() -> None:
        start.wait()
        act()  # type: ignore[operator]
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_never_claim_one_job_twice() -> None:
    for number in range(200):
        acts.note.enqueue(number)
    claimed: list[int] = []

    def claim() -> None:
        while jobs := services.claim(limit=3, at=timezone.now()):
            claimed.extend(job.pk for job in jobs)

    together(6, claim)

    assert len(claimed) == len(set(claimed)) == 200


def test_processes_run_every_job_once() -> None:
    for number in range(60):
        acts.note.enqueue(number)

    with (
        child.running("tests.jobs.acts:work_until_empty") as one,
        child.running("tests.jobs.acts:work_until_empty") as two,
    ):
        ran = [line for each in (one, two) for line in each.communicate()[0].split()]

    assert len(ran) == len(set(ran)) == 60
    assert Counter(Job.objects.values_list("state", flat=True)) == {"done": 60}
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_killed_workers_job_is_run_by_another() -> None:
    acts.note.enqueue("kept")
    with child.running("tests.jobs.acts:take_one_and_hang") as worker:
        assert child.said(worker) == str(Job.objects.get().pk)
        child.kill(worker)
    later = timezone.now() + timedelta(seconds=2)

    [job] = services.claim(limit=1, at=later)

    assert job.arguments["args"] == ["kept"]
    assert job.attempts == 2


def test_many_enqueuers_leave_one_job_a_key() -> None:
    together(8, lambda: [once(acts.note, "stock").enqueue(n) for n in range(10)])

    assert Job.objects.count() == 1


def test_two_schedulers_enqueue_a_slot_once() -> None:
    with (
        child.running("tests.jobs.acts:enter", 3650) as one,
        child.running("tests.jobs.acts:enter", 3650) as two,
    ):
        one.wait()
        two.wait()

    assert Job.objects.filter(task=acts.note.module_path).count() == 1


def test_no_news_is_lost_between_a_change_and_the_job_that_reads_it() -> None:
    """Changes and their job commit together while workers run; the last change is read by one."""
    make.installation()
    read: list[str] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set() or Job.objects.filter(state=Job.State.WAITING).exists():
            for job in services.claim(limit=1, at=timezone.now() + timedelta(seconds=1)):
                read.append(Installation.objects.get().name)
                services.complete(job, result=None, at=timezone.now())

    workers = threading.Thread(target=together, args=(3, work))
    workers.start()
    for number in range(150):
        with transaction.atomic():
            Installation.objects.update(name=str(number))
            once(acts.note, "news").enqueue()
    stop.set()
    workers.join()

    assert read[-1] == "149"
