"""Kinds that the protocol of analytics SDKs names itself; a shop's own names are free.

Source: https://segment.com/docs/connections/spec/
"""

from guisu.ground.events.facts import EVERYTHING, Foreign
from guisu.ground.kernel.words import gettext_noop as _

PAGE = Foreign("page", "A page of the shop's site was opened.", _("Page viewed"))
SCREEN = Foreign("screen", "A screen of the shop's app was opened.", _("Screen viewed"))
IDENTIFY = Foreign(
    "identify",
    "A visitor told who they are, or something of themselves.",
    _("Told who they are"),
    frozenset({EVERYTHING}),
)
ALIAS = Foreign(
    "alias",
    "The shop's system declared two ids to be one person's.",
    _("Named as one person"),
    frozenset({EVERYTHING}),
)
GROUP = Foreign(
    "group",
    "The shop's system counts a visitor among a company or another group of its own.",
    _("Counted among a group"),
    frozenset({EVERYTHING}),
)
# Words of lists that senders use for what happened, whatever it is; an erasure keeps them.
WORDS = frozenset({"channel", "purpose", "reason"})
