"""What the columns of jobs may say of people."""

from guisu.ground.database import texts
from guisu.ground.jobs.models import Job, PeriodicRun, UpgradePlace
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(
        Job,
        title=_("Background jobs"),
        noted="arguments error result",
        never="task key lease",
        why="names of tasks and numbers of rows",
    )
    texts.declare(PeriodicRun, never="name", why="names of tasks")
    texts.declare(UpgradePlace, never="name", why="names of upgrades")
