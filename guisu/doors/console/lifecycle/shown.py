"""Shares, and by which version of scheme or thresholds figures were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import yardsticks

# What one decimal can tell from nothing.
LEAST = 0.001


@dataclass(frozen=True, slots=True)
class Version:
    """What is in force: learnt or set, when, by whom (empty: Guisu), from how many."""

    is_learnt: bool
    made_at: datetime
    made_by: str
    learnt_from: int | None


def version_of(kind: Yardstick.Kind) -> Version | None:
    """None: still the defaults."""
    return next(iter(versions_of(kind, limit=1)), None)


def versions_of(kind: Yardstick.Kind, *, limit: int) -> list[Version]:
    """The latest versions, the one in force first."""
    return [
        Version(
            each.is_learnt,
            each.made_at,
            each.made_by.name if each.made_by else "",
            each.learnt_from,
        )
        for each in yardsticks.versions(kind)[:limit]
    ]


def shares(values: Sequence[int]) -> list[str]:
    """Each value's part of them all; empty where there is no whole."""
    whole = sum(values)
    return [share(value, whole) for value in values]


def share(part: int, whole: int) -> str:
    """`12.3%`; of few among many `<0.1%`, which is not nobody. Empty where there is no whole."""
    if whole <= 0:
        return ""
    return "<0.1%" if 0 < part < whole * LEAST else f"{part / whole:.1%}"
