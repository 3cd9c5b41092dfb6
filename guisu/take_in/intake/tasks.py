"""House-keeping of messages."""

from django.utils import timezone
from django_tasks import task

from guisu.take_in.intake.services import erasing


@task
def forget_refused_messages() -> int:
    """Delete refused messages that nobody needs any more."""
    return erasing.forget_refused(at=timezone.now())
