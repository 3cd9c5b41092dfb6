"""The drawing of a movement: two columns of bars, and bands between them. Geometry only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 760, 440
BAR, GAP, MARGIN = 12, 16, 150  # A label beside the thinnest bar needs the gap for itself.
LEAST = 1.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage on one side. `label_y` is the middle of the bar."""

    name: str
    people: int
    x: float
    y: float
    height: float

    @property
    def label_y(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """People who went from one stage to another; `path` as SVG writes it."""

    source: str
    target: str
    people: int
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    left: list[Bar]
    right: list[Bar]
    bands: list[Band]
    width: int = WIDTH
    height: int = HEIGHT


def drawing(
    moves: Mapping[tuple[str, str], int], left: Sequence[str], right: Sequence[str]
) -> Drawing:
    """The drawing of `moves`, bars in the given orders; those without anybody are left out."""
    sums_left = _sums(moves, left, 0)
    sums_right = _sums(moves, right, 1)
    bars_left = _column(sums_left, MARGIN)
    bars_right = _column(sums_right, WIDTH - MARGIN - BAR)
    return Drawing(
        list(bars_left.values()),
        list(bars_right.values()),
        _bands(moves, bars_left, bars_right),
    )


def _sums(moves: Mapping[tuple[str, str], int], names: Sequence[str], side: int) -> dict[str, int]:
    sums = {name: sum(n for pair, n in moves.items() if pair[side] == name) for name in names}
    return {name: people for name, people in sums.items() if people}


def _column(sums: Mapping[str, int], x: float) -> dict[str, Bar]:
    room = HEIGHT - (GAP + LEAST) * len(sums)
    everybody = sum(sums.values())
    bars: dict[str, Bar] = {}
    y = GAP / 2
    for name, people in sums.items():
        height = LEAST + room * people / everybody
        bars[name] = Bar(name, people, x, round(y, 1), round(height, 1))
        y += height + GAP
    return bars


def _bands(
    moves: Mapping[tuple[str, str], int], left: Mapping[str, Bar], right: Mapping[str, Bar]
) -> list[Band]:
    bands = []
    used_left, used_right = dict.fromkeys(left, 0.0), dict.fromkeys(right, 0.0)
    for source, start in left.items():
        for target, end in right.items():
            people = moves.get((source, target), 0)
            if not people:
                continue
            tall = start.height * people / start.people
            short = end.height * people / end.people
            path = _path(start, used_left[source], tall, end, used_right[target], short)
            bands.append(Band(source, target, people, path))
            used_left[source] += tall
            used_right[target] += short
    return bands


def _path(start: Bar, above: float, tall: float, end: Bar, below: float, short: float) -> str:
    x1, x2 = start.x + BAR, end.x
    middle = (x1 + x2) / 2
    y1, y2 = start.y + above, end.y + below
    return (
        f"M{x1:.1f} {y1:.1f}"
        f"C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        f"V{y2 + short:.1f}"
        f"C{middle:.1f} {y2 + short:.1f} {middle:.1f} {y1 + tall:.1f} {x1:.1f} {y1 + tall:.1f}Z"
    )
