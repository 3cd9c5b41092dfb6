"""Shells for the worker: run an import, mend those whose worker died, clear old uploads."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task

from guisu.ground.jobs import services as jobs
from guisu.ground.jobs.models import Job
from guisu.take_in.imports import services
from guisu.take_in.imports.models import Import

# Short, so that after a kill another worker takes over soon; renewed with each batch.
LEASE = timedelta(seconds=30)


@task(takes_context=True)
def run_import(context: Any, pk: int) -> None:
    """Take the file in from its checkpoint; the job's lease is renewed with each batch."""
    job = Job.objects.get(pk=int(context.task_result.id))

    def hold(_: Import) -> None:
        jobs.extend(job, at=timezone.now(), lease=LEASE)

    jobs.extend(job, at=timezone.now(), lease=LEASE)
    services.run(pk, clock=timezone.now, on_batch=hold)


@task
def mend_imports() -> int:
    """Queue imports again whose job is gone; fail those whose job gave up."""
    return services.mend(at=timezone.now())


@task
def forget_uploads() -> int:
    """Delete files and refused rows of imports that ended a week ago."""
    return services.forget_files(at=timezone.now())
