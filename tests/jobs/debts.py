"""A table of owed rows of the tests' own, and what other processes do with it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, models
from django.db.models.functions import Concat
from django.utils import timezone

from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import Terms
from guisu.ground.jobs.owing import Due, Owed
from tests.child import start_together

LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


class Debt(Owed):
    """Something owed in a lane; `done_by` is written where it is done, one letter a time."""

    lane = models.CharField(max_length=16, default="a")
    priority = models.SmallIntegerField(default=0)
    done_by = models.CharField(max_length=400, blank=True)

    objects: ClassVar[models.Manager["Debt"]] = models.Manager()

    class Meta:
        app_label = "debts"

    def __str__(self) -> str:
        return f"debt {self.pk} {self.state}"


class Watched(Due):
    """Something that is looked at again and again."""

    objects: ClassVar[models.Manager["Watched"]] = models.Manager()

    class Meta:
        app_label = "debts"

    def __str__(self) -> str:
        return f"watched {self.pk}"


@pytest.fixture(scope="module")
def tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Both tables, for as long as a module's tests need them."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Debt)
            editor.create_model(Watched)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Debt)
            editor.delete_model(Watched)
        connection.close()


def debt(*, due_at: datetime | None = None, **columns: Any) -> Debt:
    return Debt.objects.create(due_at=due_at or LONG_AGO, **columns)


def pay_all(signal: str, repeatable_seconds: str = "0", lane: str = "") -> None:
    """Pay what is due until nothing is; prints each."""
    start_together(signal)
    terms = Terms(repeatable=timedelta(seconds=int(repeatable_seconds)))
    found = Debt.objects.filter(lane=lane) if lane else Debt.objects.all()
    while taken := owed.take(found, terms, at=timezone.now()):
        pay(taken)
        print(taken.pk, flush=True)


def pay(taken: Debt) -> None:
    done_by = Concat("done_by", models.Value("x"))
    Debt.objects.filter(pk=taken.pk).update(done_by=done_by)
    owed.settle(taken, Debt.State.DONE)


def take_and_hang(hold_seconds: str) -> None:
    """Hold one, say which, and never do anything about it."""
    terms = Terms(hold=timedelta(seconds=float(hold_seconds)))
    taken = owed.take(Debt.objects.all(), terms, at=timezone.now())
    print(taken and taken.pk, flush=True)
    time.sleep(60)
