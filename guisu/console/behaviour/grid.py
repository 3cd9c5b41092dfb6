"""A table of periods: who began when, and what became of them period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guisu.console import wording
from guisu.insights.periods import Period

HEATS = 5


@dataclass(frozen=True, slots=True)
class Square:
    """One cohort in one later period. `heat` 0 to 5 by the largest value of the table."""

    shown: str
    exact: str
    heat: int
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One cohort; `squares` are as many as there were periods since."""

    label: str
    people: int
    is_partial: bool
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One figure before it is coloured: how it is written and how much it is."""

    amount: float
    shown: str
    exact: str
    is_partial: bool


def label(period: Period, start: date) -> str:
    """`2026-11` for months, else the day on which the period begins."""
    return f"{start:%Y-%m}" if period is Period.MONTH else wording.short_day(start)


def heated(values: Sequence[Sequence[Value]]) -> list[tuple[Square, ...]]:
    """The figures with their colours."""
    most = max((value.amount for row in values for value in row), default=0)
    return [tuple(_square(value, most) for value in row) for row in values]


def _square(value: Value, most: float) -> Square:
    part = value.amount / most if most > 0 else 0
    heat = min(HEATS, int(part * HEATS) + 1) if part > 0 else 0
    return Square(value.shown, value.exact, heat, value.is_partial)
