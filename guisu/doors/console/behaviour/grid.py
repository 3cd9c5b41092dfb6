"""A table of periods: who began when, and what became of them period by period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from guisu.doors.console import wording
from guisu.see.insights.periods import Period

HEATS = 5


@dataclass(frozen=True, slots=True)
class Square:
    """One cohort in one period. `heat` 0 to 5 by the largest `amount` of the table."""

    amount: float
    shown: str
    exact: str
    is_partial: bool
    heat: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One cohort; `squares` are as many as there were periods since."""

    label: str
    people: int
    is_partial: bool
    squares: tuple[Square, ...]


class Gathered(Protocol):
    """What the cohorts of retention and of buyers have in common."""

    @property
    def start(self) -> date: ...
    @property
    def people(self) -> int: ...
    @property
    def is_partial(self) -> bool: ...


Cohort = TypeVar("Cohort", bound=Gathered)


def rows_of(
    cohorts: Sequence[Cohort], period: Period, squares_of: Callable[[Cohort], Sequence[Square]]
) -> list[Row]:
    """One row a cohort, coloured."""
    squares = _heated([squares_of(cohort) for cohort in cohorts])
    return [
        Row(_label(period, cohort.start), cohort.people, cohort.is_partial, each)
        for cohort, each in zip(cohorts, squares, strict=True)
    ]


def share(people: int, of: Gathered, *, is_partial: bool) -> Square:
    """These people as a part of their cohort; nothing of a cohort of nobody."""
    part = people / of.people if of.people else 0
    return Square(part, f"{part:.0%}" if of.people else "", f"{people:,}", is_partial)


def _heated(rows: Sequence[Sequence[Square]]) -> list[tuple[Square, ...]]:
    """The squares with their colours."""
    most = max((square.amount for row in rows for square in row), default=0)
    return [
        tuple(replace(square, heat=_heat(square.amount, most)) for square in row) for row in rows
    ]


def _label(period: Period, start: date) -> str:
    """`2026-11` for months, else the day on which the period begins."""
    return f"{start:%Y-%m}" if period is Period.MONTH else wording.short_day(start)


def _heat(amount: float, most: float) -> int:
    part = amount / most if most > 0 else 0
    return min(HEATS, int(part * HEATS) + 1) if part > 0 else 0
