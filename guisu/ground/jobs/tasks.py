"""House-keeping of the lease table."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from guisu.ground.jobs import services

KEPT = timedelta(days=14)


@task
def forget_finished_jobs() -> int:
    """Delete jobs that were done a fortnight ago."""
    return services.forget_finished(before=timezone.now() - KEPT)
