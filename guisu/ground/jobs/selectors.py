"""Jobs that want a person."""

from django.db.models import QuerySet

from guisu.ground.jobs.models import Job


def failed() -> QuerySet[Job]:
    """Jobs that gave up after all their tries, latest first."""
    return Job.objects.filter(state=Job.State.FAILED).order_by("-finished_at", "-id")
