"""What the columns of the spool and of refused messages may say of people."""

from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _
from guisu.take_in.intake.models import Arrived, Expansion, RefusedMessage


def declare() -> None:
    texts.declare(
        Arrived,
        never="kind body",
        why="on its way for seconds: it becomes events, which the tombstones keep nameless",
    )
    texts.declare(Expansion, never="finished", why="numbers of rows")
    texts.declare(
        RefusedMessage,
        title=_("Refused messages"),
        noted="reason body",
        never="source",
        why="numbers of sources",
    )
