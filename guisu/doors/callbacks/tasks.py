"""House-keeping of callbacks."""

from django.utils import timezone
from django_tasks import task

from guisu.doors.callbacks import services


@task
def forget_callbacks() -> int:
    """Delete callbacks that nobody needs any more."""
    return services.forget(at=timezone.now())
