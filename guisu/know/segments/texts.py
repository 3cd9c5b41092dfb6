"""What the columns of segments may say of people."""

from guisu.ground.database import texts
from guisu.ground.kernel.words import gettext_noop as _
from guisu.know.segments.models import Segment, SegmentVersion, Valuation, Yardstick


def declare() -> None:
    texts.declare(
        Segment, title=_("Segments"), others="name name_key description definition trouble"
    )
    texts.declare(SegmentVersion, title=_("Earlier versions of segments"), others="definition")
    texts.declare(
        Valuation,
        never="unit currency parameters calibration refusal",
        why="figures of everybody together",
    )
    texts.declare(Yardstick, never="values", why="limits for everybody together")
