"""A clock that was ahead for a moment stops nothing once it is right again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django_tasks import task

from guisu.doors.callbacks.models import Callback
from guisu.ground.channels.models import AccessToken, Connection
from guisu.ground.channels.wecom.tokens import Fetched, Tokens
from guisu.ground.jobs import clock, owed, services, worker
from guisu.ground.jobs.models import ClockTurn, Job, PeriodicRun
from guisu.take_in.sync.models import Reading
from tests import make
from tests.channels import acts
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db
JUMPS = [timedelta(hours=1), timedelta(days=1), timedelta(days=400)]
ran: list[Any] = []


@task
def tick() -> None:
    """Note when it ran."""
    ran.append(timezone.now())


@pytest.fixture
def right(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """One task a minute, and the right time."""
    ran.clear()
    monkeypatch.setattr(worker, "_periodic", {})
    worker.every(timedelta(minutes=1), tick)
    with time_machine.travel(make.NOON, tick=False) as traveller:
        yield traveller


def work(minutes: int, right: time_machine.Traveller) -> None:
    for _ in range(minutes * 4):
        worker.schedule()
        while worker.work():
            pass
        right.shift(15)


@pytest.mark.parametrize("jump", [*JUMPS, *(-each for each in JUMPS[:2])])
def test_periodic_work_goes_on_after_the_clock_jumped_for_half_a_minute(
    right: time_machine.Traveller, jump: timedelta
) -> None:
    work(3, right)
    right.shift(jump)
    work(1, right)
    right.shift(-jump)
    ran.clear()

    work(5, right)

    assert len(ran) >= 4


def told(**more: Any) -> Callback:
    now, number = timezone.now(), Callback.objects.count()
    where = Connection.objects.first() or acts.connection()
    return Callback.objects.create(
        connection=where, digest=str(number), received_at=now, **{"due_at": now, **more}
    )


@pytest.mark.parametrize("jump", JUMPS)
def test_what_was_held_and_put_off_by_a_clock_ahead_is_taken_up_again(
    right: time_machine.Traveller, jump: timedelta
) -> None:
    work(1, right)
    right.shift(jump)
    worker.schedule()
    job = tick.enqueue()
    services.claim(limit=1, at=timezone.now())
    held = owed.take(Callback.objects.filter(pk=told().pk), at=timezone.now())
    put_off = told(due_at=timezone.now() + timedelta(hours=1), tries=1)

    right.shift(-jump)
    work(6, right)

    assert held is not None
    assert Job.objects.get(pk=job.id).state == Job.State.DONE
    again = owed.take_some(Callback.objects.all(), limit=9, at=timezone.now())
    assert {each.pk for each in again} == {held.pk, put_off.pk}


def test_a_token_that_a_clock_ahead_was_fetching_is_fetched_again() -> None:
    connection = acts.connection()
    AccessToken.objects.create(
        connection=connection, leased_until=timezone.now() + timedelta(days=1)
    )

    assert Tokens(connection.pk, lambda: Fetched("fresh", 7_200)).current() == "fresh"


def test_readings_do_not_wait_for_a_moment_of_a_clock_ahead(right: time_machine.Traveller) -> None:
    worker.schedule()
    right.shift(timedelta(days=1))
    worker.schedule()
    now = timezone.now()
    waits = Reading.objects.create(connection=acts.connection(), asked_at=now, due_at=now)

    right.shift(-timedelta(days=1))
    worker.schedule()

    waits.refresh_from_db()
    assert waits.due_at <= timezone.now()


def test_clocks_that_differ_a_little_are_no_turn(right: time_machine.Traveller) -> None:
    for wait in (30, -30, 45, -45):
        right.shift(wait)
        worker.schedule()

    assert not ClockTurn.objects.exists()


def test_a_turn_is_noted_once_and_people_are_told(right: time_machine.Traveller) -> None:
    worker.schedule()
    right.shift(timedelta(days=1))
    worker.schedule()
    right.shift(-timedelta(days=1))
    worker.schedule()
    worker.schedule()

    mei = browser(make.mei())
    page, today = mei.get("/letters/jobs/").content.decode(), mei.get("/").content.decode()

    assert ClockTurn.objects.count() == 1
    assert "clock was ahead" in page
    assert "times that the clock was ahead" in today


def test_slots_that_a_version_of_before_left_ahead_count_not() -> None:
    PeriodicRun.objects.create(name="daily", slot_at=make.NOON + timedelta(days=9))

    day = timedelta(days=1)
    entered = [services.enter_slot("daily", slot_at=make.NOON, interval=day) for _ in range(2)]

    assert entered == [True, False]
    assert clock.take_back(at=make.NOON) == 0
