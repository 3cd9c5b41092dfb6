"""How long letters are kept that nobody has to do anything about."""

from django.db.models import QuerySet

from guisu.ground.database import retention
from guisu.ground.events.models import Letter
from guisu.ground.kernel.words import gettext_noop as _


def register() -> None:
    title = _("Letters that were delivered or dismissed")
    retention.register("letters", title, usual=90, rows=_settled, since="settled_at")


def _settled() -> QuerySet[Letter]:
    over = (Letter.State.DELIVERED, Letter.State.DISMISSED)
    return Letter.objects.filter(state__in=over)
