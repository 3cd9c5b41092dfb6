"""What other processes do with the log."""

import time
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from guisu.ground.events import delivery, services, subscribers
from guisu.ground.events.facts import Foreign
from guisu.ground.events.models import Event
from guisu.ground.jobs.models import Job
from tests import make

NAME = "keeper"
NOTED = Foreign("noted", "Something was noted.")


def keep(events: Sequence[Event]) -> None:
    """A reaction with an effect in the database: one row an event."""
    now = timezone.now()
    Job.objects.bulk_create(
        [Job(task=f"kept:{event.pk}", run_at=now, created_at=now) for event in events]
    )


def deliver_for_ever(slowly: str = "") -> None:
    def handle(events: Sequence[Event]) -> None:
        keep(events)
        if slowly:
            time.sleep(0.05)

    delivery.BATCH = 10
    subscribers._subscribers.clear()
    subscribers.subscribe(NAME, [NOTED], handle)
    print("ready", flush=True)
    while True:
        if not delivery.deliver():
            time.sleep(0.01)


def record_slowly(count: str) -> None:
    """Transactions that take their ids early and commit late."""
    for _ in range(int(count)):
        with transaction.atomic():
            services.record_many([make.entry("noted", timezone.now())], at=timezone.now())
            time.sleep(0.03)


def record_quickly(count: str) -> None:
    for _ in range(int(count)):
        with transaction.atomic():
            services.record_many([make.entry("noted", timezone.now())], at=timezone.now())
