"""What the columns of handovers may say of people."""

from guisu.act.handovers.models import Handover, Item, Part
from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _


def declare() -> None:
    texts.declare(Handover, title=_("Handovers"), others="words", never="key", why="chance")
    texts.declare(Part, title=_("Handovers"), noted="error", never="code", why="an outcome")
    texts.declare(Item, own="external_userid")
