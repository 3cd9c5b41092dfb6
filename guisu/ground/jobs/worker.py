"""The two loops of this room: run what is due, and put periodic tasks in the queue."""

import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskContext

from guisu.ground.jobs import clock, naming, services
from guisu.ground.jobs.backend import once, result_of
from guisu.ground.jobs.models import Job

logger = logging.getLogger("guisu.jobs")
CLAIMED_AT_ONCE = 1

_periodic: dict[str, tuple[timedelta, Callable[[], Any]]] = {}


def every(interval: timedelta, task: Any) -> None:
    """Enqueue `task` once an `interval` (counted from the epoch), however many workers."""
    _periodic[naming.name_of(task)] = (interval, task)


def schedule() -> bool:
    """One look at the clock: enqueue each periodic task whose slot has come."""
    now = timezone.now()
    clock.watch(at=now)
    for name, (interval, task) in _periodic.items():
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        slot_at = epoch + ((now - epoch) // interval) * interval
        with transaction.atomic():
            if services.enter_slot(name, slot_at=slot_at, interval=interval):
                once(task, key=f"periodic:{name}").enqueue()
    return False


def work() -> bool:
    """Run one due job. True when there was one."""
    jobs = services.claim(limit=CLAIMED_AT_ONCE, at=timezone.now())
    for job in jobs:
        run(job)
    return bool(jobs)


def run(job: Job) -> None:
    """Call the job's task and settle it; a failure is kept on the job and retried later."""
    try:
        task = naming.find(job.task)
        arguments = job.arguments
        if task.takes_context:
            result = task.call(
                TaskContext(task_result=result_of(job)), *arguments["args"], **arguments["kwargs"]
            )
        else:
            result = task.call(*arguments["args"], **arguments["kwargs"])
    except Exception as error:  # noqa: BLE001 - the worker's outermost loop: recorded on the job
        logger.warning("%s failed at try %d: %s", job, job.attempts, error)
        services.fail(job, error=traceback.format_exc(limit=-12), at=timezone.now())
    else:
        services.complete(job, result=result, at=timezone.now())
