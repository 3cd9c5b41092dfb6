"""What the columns of messages may say of people."""

from guisu.act.messaging.models import Broadcast, Errand, Recipient, Task
from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(
        Broadcast,
        title=_("Messages"),
        others="title says",
        never="audience",
        why="numbers of rows",
    )
    texts.declare(Task, never="reference job", why="WeCom's numbers of what was asked for")
    texts.declare(Recipient, own="receiver")
    texts.declare(Errand, title=_("Messages"), noted="error", never="code", why="an outcome")
