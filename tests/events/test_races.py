"""Deliverers that are killed, and writers that commit late: each event has its effect once."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.utils import timezone

from guisu.ground.events import horizon, services, subscribers
from guisu.ground.events.models import Event
from guisu.ground.jobs.models import Job
from tests import child, make
from tests.events import acts
from tests.patience import PATIENCE, until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _only_ours() -> Iterator[None]:
    others = dict(subscribers._subscribers)
    subscribers._subscribers.clear()
    yield
    subscribers._subscribers.update(others)


def effects() -> list[int]:
    kept = Job.objects.filter(task__startswith="kept:").values_list("task", flat=True)
    return sorted(int(task.removeprefix("kept:")) for task in kept)


def log() -> list[int]:
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))


def test_a_killed_deliverer_neither_loses_an_event_nor_repeats_its_effect() -> None:
    now = timezone.now()
    with transaction.atomic():
        services.record_many([make.entry("noted", now, n % 5) for n in range(400)], at=now)

    for pause in (0.1, 0.23, 0.31):
        with child.running("tests.events.acts:deliver_for_ever", "slowly") as deliverer:
            child.said(deliverer)
            time.sleep(pause)
            child.kill(deliverer)
    with child.running("tests.events.acts:deliver_for_ever"):
        until(lambda: len(effects()) >= 400)

    assert effects() == log()


def test_two_deliverers_share_the_work_without_doing_any_twice() -> None:
    now = timezone.now()
    with transaction.atomic():
        services.record_many([make.entry("noted", now, n % 5) for n in range(300)], at=now)

    with (
        child.running("tests.events.acts:deliver_for_ever"),
        child.running("tests.events.acts:deliver_for_ever"),
    ):
        until(lambda: len(effects()) >= 300)
        time.sleep(0.3)

    assert effects() == log()


def test_events_that_commit_late_are_not_passed_over() -> None:
    with (
        child.running("tests.events.acts:deliver_for_ever"),
        child.running("tests.events.acts:record_slowly", 40) as one,
        child.running("tests.events.acts:record_slowly", 40) as two,
        child.running("tests.events.acts:record_quickly", 200) as three,
    ):
        for writer in (one, two, three):
            assert writer.wait(PATIENCE) == 0
        until(lambda: len(effects()) >= 280)

    assert len(log()) == 280
    assert effects() == log()


def test_the_end_of_the_log_stops_before_a_writer_and_stops_no_writer() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's writers come one after another")
    held, let_go = threading.Event(), threading.Event()
    acts.record_quickly("1")
    before = services.end_of_log()

    def write_late() -> None:
        with transaction.atomic():
            services.record_many([make.entry("noted", timezone.now())], at=timezone.now())
            held.set()
            let_go.wait()
        connection.close()

    writer = threading.Thread(target=write_late)
    writer.start()
    held.wait()
    acts.record_quickly("1")
    meanwhile = [services.end_of_log() for _ in range(3)]
    acts.record_quickly("1")
    let_go.set()
    writer.join()

    assert meanwhile == [before] * 3
    assert services.end_of_log() == horizon.highest_id() == before + 3
