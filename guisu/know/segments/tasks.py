"""Work of this room that nobody waits for."""

from django.utils import timezone
from django_tasks import task

from guisu.know.segments.services import refreshing, valuing, yardsticks


@task
def keep_learning() -> None:
    """Learn the RFM scheme and the life-cycle thresholds anew where it is time."""
    yardsticks.keep_learning(at=timezone.now())


@task
def refresh_segments() -> int:
    """Count the segments that are due, all in one question."""
    return refreshing.refresh_due(at=timezone.now())


@task
def value_customers(pk: int) -> None:
    """Fit the models of customer value that somebody asked for."""
    valuing.run(pk, clock=timezone.now)


@task
def keep_valuing() -> bool:
    """Have customers valued anew each night."""
    return valuing.ask_at_night(at=timezone.now())
