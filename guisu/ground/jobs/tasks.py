"""House-keeping of the lease table."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from guisu.ground.database import retention
from guisu.ground.jobs import services

KEPT = timedelta(days=14)


@task
def forget_what_ends() -> dict[str, int]:
    """Delete what is older than it is kept, of every table that only grows."""
    return retention.forget(at=timezone.now())


@task
def forget_finished_jobs() -> int:
    """Delete jobs that were done a fortnight ago, and what is known of clocks of then."""
    before = timezone.now() - KEPT
    services.forget_turns(before=before)
    return services.forget_finished(before=before)
