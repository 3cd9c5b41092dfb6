"""How a segment's size went in the last month: a line of a few points, and the change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guisu.ground.staff.domain import Scope
from guisu.know.segments.models import Segment
from guisu.know.segments.selectors import segments as reading
from guisu.know.segments.selectors.segments import Size

WIDTH, HEIGHT, EDGE = 96, 24, 2


@dataclass(frozen=True, slots=True)
class Trend:
    """`points` for an SVG polyline, empty with fewer than two counts; `change` over the month."""

    points: str = ""
    change: int = 0


def trends(scope: Scope, found: Sequence[Segment], *, at: datetime) -> dict[int, Trend]:
    """Of those of their people whom `scope` sees."""
    told = reading.history(scope, found, at=at)
    return {pk: _trend(sizes) for pk, sizes in told.items()}


def _trend(snapshots: list[Size]) -> Trend:
    if len(snapshots) < 2:  # noqa: PLR2004 - a line has two ends
        return Trend()
    first, last = snapshots[0].at, snapshots[-1].at
    sizes = [each.size for each in snapshots]
    span, low = (last - first).total_seconds() or 1, min(sizes)
    height = max(sizes) - low or 1
    points = (
        f"{EDGE + (WIDTH - 2 * EDGE) * (each.at - first).total_seconds() / span:.1f},"
        f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (each.size - low) / height:.1f}"
        for each in snapshots
    )
    return Trend(" ".join(points), sizes[-1] - sizes[0])
