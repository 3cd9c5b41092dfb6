"""How long is kept who came into segments and left, and how large they were."""

from guisu.ground.database import retention
from guisu.ground.kernel.words import gettext_noop as _
from guisu.know.segments.models import Crossing, Snapshot


def register() -> None:
    came, sizes = Crossing.objects.all, Snapshot.objects.all
    title = _("Who came into segments and left")
    retention.register("crossings", title, usual=730, rows=came, since="at")
    retention.register("snapshots", _("Sizes of segments"), usual=730, rows=sizes, since="at")
