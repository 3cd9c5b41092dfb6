"""What this room tells the log: who was sent a mass message."""

from typing import Annotated

from guisu.ground.events.facts import Doing, Fact, about
from guisu.ground.kernel.words import gettext_noop as _


class MessageSent(Fact, frozen=True, kw_only=True):
    """A mass message reached the person."""

    kind = "message.sent"
    done = Doing.TO_THEM
    called = _("Mass message received")

    title: Annotated[str, about("What the message is called among us.", title=_("Title"))]
