"""House-keeping of the log."""

from django.utils import timezone
from django_tasks import task

from guisu.ground.events import services


@task
def forget_seen_messages() -> int:
    """Delete digests past the horizon within which a repetition is recognised."""
    return services.forget_seen(at=timezone.now())
