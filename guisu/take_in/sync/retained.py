"""How long readings of channels are kept; each channel's latest stays."""

from django.db.models import Max, QuerySet

from guisu.ground.database import retention
from guisu.ground.kernel.words import gettext_noop as _
from guisu.take_in.sync.models import Reading


def register() -> None:
    retention.register("readings", _("Full syncs"), usual=90, rows=_earlier, since="ended_at")


def _earlier() -> QuerySet[Reading]:
    latest = Reading.objects.order_by().values("connection").annotate(last=Max("pk"))
    return Reading.objects.exclude(pk__in=latest.values("last")).exclude(ended_at=None)
