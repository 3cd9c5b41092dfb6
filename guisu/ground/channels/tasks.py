"""House-keeping of channels."""

from django.utils import timezone
from django_tasks import task

from guisu.ground.channels.wecom import usage


@task
def forget_calls() -> int:
    """Delete counts of calls that no page shows any more."""
    return usage.forget(at=timezone.now())
