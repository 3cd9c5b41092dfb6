"""What the columns of staff tasks may say of people."""

from guisu.act.stafftasks.models import Notice, StaffTask
from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(
        StaffTask,
        title=_("Staff tasks"),
        others="subject words",
        never="key rung",
        why="numbers of what the task came of",
    )
    texts.declare(
        Notice,
        title=_("Messages about staff tasks"),
        noted="error",
        others="body",
        never="code rung",
        why="outcomes",
    )
