"""What the columns of callbacks may say of people."""

from guisu.doors.callbacks.models import Callback
from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(
        Callback,
        title=_("Callbacks"),
        noted="body error",
        never="code digest",
        why="outcomes and digests",
    )
