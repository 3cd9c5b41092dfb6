"""Tasks that tests enqueue, and what other processes do with them."""

import time
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from guisu.ground.jobs import services, worker
from guisu.ground.jobs.models import Job

done: list[Any] = []


@task
def note(what: Any) -> Any:
    done.append(what)
    return what


@task
def refuse() -> None:
    raise ValueError("not today")


@task(takes_context=True)
def tell_try(context: Any) -> int:
    attempt: int = context.attempt
    return attempt


@task
def linger() -> None:
    time.sleep(60)


def work_until_empty(short_lease: str = "") -> None:
    """A worker of its own: prints each job that it settles."""
    lease = timedelta(seconds=1) if short_lease else timedelta(minutes=5)
    while Job.objects.filter(state=Job.State.WAITING).exists():
        for job in services.claim(limit=1, at=timezone.now(), lease=lease):
            worker.run(job)
            print(job.pk, flush=True)


def take_one_and_hang() -> None:
    """Claims a job for a second, says so, and never ends it."""
    [job] = services.claim(limit=1, at=timezone.now(), lease=timedelta(seconds=1))
    print(job.pk, flush=True)
    time.sleep(60)


def enter(slot: str) -> None:
    """Puts the periodic tasks of this moment in the queue, many times."""
    worker.every(timedelta(days=int(slot)), note)
    for _ in range(50):
        worker.schedule()


def write_rows(name: str, count: str) -> None:
    """`count` transactions that each read and write, as services do."""
    for number in range(int(count)):
        with transaction.atomic():
            Job.objects.count()
            Job.objects.create(
                task=name, run_at=timezone.now(), created_at=timezone.now(), priority=number
            )
