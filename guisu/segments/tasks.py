"""Work of this room that nobody waits for."""

from django.utils import timezone
from django_tasks import task

from guisu.segments.services import yardsticks


@task
def keep_learning() -> None:
    """Learn the RFM scheme and the life-cycle thresholds anew where it is time."""
    yardsticks.keep_learning(at=timezone.now())
