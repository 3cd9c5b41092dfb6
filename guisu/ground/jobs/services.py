"""Claiming jobs, finishing them, and trying again."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from guisu.ground.database import rows
from guisu.ground.jobs.domain import LEASE, wait_before
from guisu.ground.jobs.models import ClockTurn, Job, PeriodicRun

DIED = "The worker ended during the last try, or was cut off: no error is known."


def claim(*, limit: int, at: datetime, lease: timedelta = LEASE) -> Sequence[Job]:
    """Up to `limit` due jobs, held until `at` + `lease`; no two callers get the same one.

    Counting the try at the claim, and not at its end, bounds a job that kills its worker. A job
    waits while another with its key is under way.
    """
    # Asked twice a second for ever: the whole question costs four times as much.
    if not Job.objects.filter(state=Job.State.WAITING, run_at__lte=at).exists():
        return []
    due = _due(at).order_by("-priority", "run_at", "id")
    if not due.exists():
        return []
    token = uuid.uuid4().hex
    with transaction.atomic():
        found = list(rows.not_held(due)[:limit])
        jobs = [job for job in found if job.attempts < job.max_attempts]
        _give_up(found, at=at)
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
            lease=token, leased_until=at + lease, attempts=F("attempts") + 1
        )
    for job in jobs:
        job.lease, job.leased_until, job.attempts = token, at + lease, job.attempts + 1
    return jobs


def complete(job: Job, *, result: Any, at: datetime) -> bool:
    """Mark `job` done. False, and nothing changes, when the lease has passed to another worker."""
    return _settle(job, state=Job.State.DONE, result=result, finished_at=at, error="")


def fail(job: Job, *, error: str, at: datetime) -> bool:
    """Put `job` back with a growing wait, or park it as failed after its last try."""
    if job.attempts >= job.max_attempts:
        return _settle(job, state=Job.State.FAILED, finished_at=at, error=error)
    run_at = at + wait_before(job.attempts + 1)
    try:
        with transaction.atomic():
            return _settle(job, run_at=run_at, error=error)
    except IntegrityError:  # its like was enqueued meanwhile: both run, this one without the key
        return _settle(job, run_at=run_at, error=error, key="")


def extend(job: Job, *, at: datetime, lease: timedelta = LEASE) -> bool:
    """Hold `job` longer; long work calls this as it goes. False: somebody else has it, stop."""
    held = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.State.WAITING)
    return held.update(leased_until=at + lease) == 1


def retry(job: Job, *, at: datetime) -> bool:
    """Give a failed job a new set of tries, now. Without its key, should its like be waiting."""
    anew = {
        "state": Job.State.WAITING,
        "attempts": 0,
        "run_at": at,
        "leased_until": None,
        "finished_at": None,
    }
    failed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED)
    try:
        with transaction.atomic():
            return failed.update(**anew) == 1
    except IntegrityError:
        return failed.update(**anew, key="") == 1


def forget_finished(*, before: datetime) -> int:
    """Delete jobs done before `before`; failed ones stay until a person decides."""
    return rows.forget(Job.objects.filter(state=Job.State.DONE, finished_at__lt=before))


def enter_slot(name: str, *, slot_at: datetime, interval: timedelta) -> bool:
    """True for the one caller that moves the periodic task `name` on to `slot_at`.

    A slot further ahead than one `interval` was entered by a clock that was wrong: it counts not.
    """
    last = PeriodicRun.objects.filter(name=name)
    if last.filter(slot_at__range=(slot_at, slot_at + interval)).exists():
        return False
    PeriodicRun.objects.bulk_create(
        [PeriodicRun(name=name, slot_at=slot_at - timedelta(days=36500))], ignore_conflicts=True
    )
    others = Q(slot_at__lt=slot_at) | Q(slot_at__gt=slot_at + interval)
    return last.filter(others).update(slot_at=slot_at) == 1


def forget_turns(*, before: datetime) -> int:
    """Delete what is known of clocks that were ahead before `before`."""
    return rows.forget(ClockTurn.objects.filter(at__lt=before))


def _due(at: datetime) -> QuerySet[Job]:
    under_way = Job.objects.filter(
        key=OuterRef("key"), state=Job.State.WAITING, leased_until__gte=at
    )
    return Job.objects.filter(
        Q(leased_until=None) | Q(leased_until__lt=at),
        Q(key="") | ~Exists(under_way),
        state=Job.State.WAITING,
        run_at__lte=at,
    )


def _give_up(jobs: Sequence[Job], *, at: datetime) -> None:
    """Park the jobs whose last try ended with the worker, as no worker lived to say so."""
    dead = [job.pk for job in jobs if job.attempts >= job.max_attempts]
    if dead:
        Job.objects.filter(pk__in=dead).update(
            state=Job.State.FAILED, finished_at=at, lease="", leased_until=None, error=DIED
        )


def _settle(job: Job, **changes: Any) -> bool:
    held = Job.objects.filter(pk=job.pk, lease=job.lease, state=Job.State.WAITING)
    return held.update(lease="", leased_until=None, **changes) == 1
