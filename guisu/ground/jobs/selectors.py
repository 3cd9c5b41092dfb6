"""Jobs that want a person, and what they should know of the clock."""

from datetime import datetime

from django.db.models import QuerySet

from guisu.ground.jobs.models import ClockTurn, Job


def failed() -> QuerySet[Job]:
    """Jobs that gave up after all their tries, latest first."""
    return Job.objects.filter(state=Job.State.FAILED).order_by("-finished_at", "-id")


def clock_turns(*, since: datetime) -> QuerySet[ClockTurn]:
    """When the clock had been ahead and was set right, latest first."""
    return ClockTurn.objects.filter(at__gte=since).order_by("-at", "-id")
