"""What this room tells the log: who came by a contact code."""

from typing import Annotated

from guisu.ground.events.facts import Doing, Fact, about
from guisu.ground.kernel.words import gettext_noop as _


class CodeArrived(Fact, frozen=True, kw_only=True):
    """Somebody came by one of our codes."""

    kind = "code.arrived"
    done = Doing.BY_THEM
    called = _("Came by a code")
    said = _("Came by the code %(name)s")

    code: Annotated[int, about("The code.", unit="code", stays=True)]
    name: Annotated[str, about("What the code was called then.", title=_("Name"))]
    channel: Annotated[str, about("Where the code stands or lies.", stays=True)]
