"""Shells for the worker: looking at once at what a colleague says is done."""

import logging

from django.utils import timezone
from django_tasks import task

from guisu.act.stafftasks import looking, services
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.port import ChannelError, TryLater

logger = logging.getLogger("guisu.stafftasks")


@task
def look_again(pk: int) -> bool:
    """Ask WeCom about a task's group or contact, again while it is busy; True: it is done."""
    found = StaffTask.objects.select_related("connection", "colleague").get(pk=pk)
    try:
        looking.look(found)
    except TryLater:
        raise
    except ChannelError as error:
        # The next reading of the whole tells.
        logger.info("task %s cannot be looked at: %s", pk, error)
    return services.settle(found, at=timezone.now())
