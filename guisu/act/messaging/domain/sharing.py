"""Who sends to whom: each person hears it once, from one colleague."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Way:
    """By which one person (or group, `target`) can be reached: through `colleague`, as `receiver`.

    `since`: how long the two have known each other.
    """

    target: int
    colleague: int
    receiver: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """What one colleague is asked to send in one task, in the order of receivers."""

    colleague: int
    ways: tuple[Way, ...]


def chosen(ways: Iterable[Way]) -> dict[int, Way]:
    """One way for each target: the colleague who has known them longest.

    So a person hears from the same colleague every time. Equal ones go by colleague, then by
    receiver; the order of `ways` does not matter.
    """
    best: dict[int, Way] = {}
    for way in ways:
        held = best.get(way.target)
        if held is None or _rank(way) < _rank(held):
            best[way.target] = way
    return best


def parts(ways: Iterable[Way], *, most: int) -> Iterator[Part]:
    """The ways by colleague, at most `most` in each part."""
    of: dict[int, list[Way]] = defaultdict(list)
    for way in ways:
        of[way.colleague].append(way)
    for colleague in sorted(of):
        own = sorted(of[colleague], key=lambda way: way.receiver)
        for start in range(0, len(own), most):
            yield Part(colleague, tuple(own[start : start + most]))


def _rank(way: Way) -> tuple[datetime, int, str]:
    return way.since, way.colleague, way.receiver
