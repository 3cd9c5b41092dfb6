"""House-keeping of greetings."""

from django.utils import timezone
from django_tasks import task

from guisu.act.acquisition import services


@task
def forget_greetings() -> int:
    """Delete greetings that nobody needs any more."""
    return services.forget(at=timezone.now())
