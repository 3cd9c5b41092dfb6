"""What the outcomes of this room's own calls say to a reader."""

from django.utils.translation import gettext_lazy as _

from guisu.act.messaging.domain.outcomes import NOBODY_LEFT, NOT_MADE
from guisu.ground.channels.wording import Words

OUTCOMES: Words = {
    NOBODY_LEFT: _("Nobody is left to send it to."),
    NOT_MADE: _("WeCom could not make the moment."),
}
