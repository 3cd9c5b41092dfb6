"""Shells for the worker: the periodic reading of the whole."""

from django.utils import timezone
from django_tasks import task

from guisu.take_in.sync.services import reading


@task
def read_everything() -> int:
    """Have every connection read; the loop `sync` does it."""
    return reading.ask_for_all(at=timezone.now())
