"""The background loops inside the web process of a one-process installation."""

import multiprocessing.util

from django.conf import settings

from guisu.config.scheduled import Backups
from guisu.ground.jobs import loops
from guisu.ground.jobs.crews import Runner


def start_if_wanted() -> None:
    """Run the loops in threads here, unless GUISU_BACKGROUND leaves them to `guisu worker`."""
    if not settings.BACKGROUND_HERE:
        return
    if settings.BACKUP_FOLDER is not None:
        loops.register("backups", Backups(settings.BACKUP_FOLDER).step, rest=20)
    runner = Runner()
    runner.start()
    # A web process is multiprocessing's child, which ends without `atexit`: let every loop
    # finish its step when the server stops.
    multiprocessing.util.Finalize(None, runner.stop, exitpriority=10)
