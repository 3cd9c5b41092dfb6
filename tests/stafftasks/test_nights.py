"""Colleagues sleep: what is owed to them at night is said in the morning, but for its own hour."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction

from guisu.act.outreach.models import QuietHours
from guisu.act.stafftasks import services
from guisu.act.stafftasks.domain import Kind
from guisu.act.stafftasks.models import Notice, StaffTask
from tests import make
from tests.stafftasks.acts import colleague, task
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 22, 18, tzinfo=UTC)  # two o'clock in Shanghai
MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
HALF_PAST_SEVEN = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _asleep(blossom: Shop) -> None:
    make.installation()
    blossom.read()
    QuietHours.objects.all().delete()


def moments() -> dict[str, datetime]:
    return {one.rung: one.due_at for one in Notice.objects.all() if one.due_at}


def test_the_first_word_waits_for_the_morning(blossom: Shop) -> None:
    task(colleague(blossom), at=NIGHT)

    assert moments() == {"told": MORNING}


def test_a_task_that_serves_its_hour_is_told_then(blossom: Shop) -> None:
    mine = colleague(blossom)
    with transaction.atomic():
        services.open_task(
            Kind.POST_IN_GROUP,
            connection=mine.connection,
            colleague=mine,
            subject="",
            words={},
            key="ritual",
            due_at=HALF_PAST_SEVEN + timedelta(hours=1),
            at=NIGHT,
            tell_at=HALF_PAST_SEVEN,
        )

    assert moments() == {"told": HALF_PAST_SEVEN}


def test_hours_are_as_they_were_set(blossom: Shop) -> None:
    QuietHours.objects.create(whom="colleagues", begins=time(22), ends=time(6))

    task(colleague(blossom), at=NIGHT)

    assert moments() == {"told": datetime(2026, 11, 22, 22, tzinfo=UTC)}


def test_who_looks_late_in_the_night_reminds_nobody_before_the_morning(blossom: Shop) -> None:
    asked = task(colleague(blossom), at=NIGHT - timedelta(hours=9), due=timedelta(hours=1))

    with time_machine.travel(NIGHT, tick=False):
        while services.remind():
            pass

    assert moments()["reminded"] == MORNING
    assert StaffTask.objects.get(pk=asked.pk).rung == "reminded"


def test_what_is_taken_back_at_night_is_said_in_the_morning(blossom: Shop) -> None:
    task(colleague(blossom), at=NIGHT - timedelta(hours=9), key="k")
    Notice.objects.update(state=Notice.State.DONE)

    services.withdraw("k", at=NIGHT)

    assert moments()["withdrawn"] == MORNING
