"""What the columns of messages may say of people."""

from guisu.act.messaging.models import Broadcast, Errand, Picture, Recipient, Task
from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(
        Picture,
        title=_("Pictures of messages"),
        others="name",
        never="digest content",
        why="a digest, and pictures for many, in which no text can be searched",
    )
    texts.declare(
        Broadcast,
        title=_("Messages"),
        others="title text attachments",
        never="audience",
        why="numbers of rows",
    )
    texts.declare(Task, never="reference job", why="WeCom's numbers of what was asked for")
    texts.declare(Recipient, own="receiver")
    texts.declare(Errand, title=_("Messages"), noted="error", never="code", why="an outcome")
