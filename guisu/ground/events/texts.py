"""What the columns of letters and cursors may say of people."""

from guisu.ground.database import texts
from guisu.ground.events.models import Letter, SeenMessage, Subscription
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(SeenMessage, never="digest", why="a digest, forgotten after some time")
    texts.declare(Subscription, never="name", why="names of subscribers")
    texts.declare(
        Letter,
        title=_("Parked letters"),
        noted="error",
        never="subscriber",
        why="names of subscribers",
    )
