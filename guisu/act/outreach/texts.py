"""What the columns of deliveries and rules may say of people."""

from guisu.act.outreach.models import (
    Cause,
    ConsentRule,
    Delivery,
    Enclosure,
    FrequencyCap,
    Outcome,
    Suppression,
    Words,
)
from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(ConsentRule, never="channel", why="a channel")
    texts.declare(FrequencyCap, never="channel", why="a channel")
    texts.declare(
        Words, title=_("Words of messages"), others="said", never="digest", why="a digest"
    )
    texts.declare(
        Cause, never="room subject channel experiment", why="numbers of rows and words of ours"
    )
    texts.declare(
        Delivery,
        title=_("Messages to other people"),
        own="address reference",
        others="variables",
        never="code occurrence channel language provider_code",
        why="outcomes, moments and channels",
    )
    texts.declare(
        Enclosure,
        title=_("Pictures of messages"),
        others="name",
        never="digest content",
        why="a digest, and pictures for many, in which no text can be searched",
    )
    texts.declare(Outcome, never="code provider_code", why="outcomes")
    texts.declare(Suppression, never="channel digest code provider_code", why="a digest, outcomes")
