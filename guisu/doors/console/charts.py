"""Figures and charts as pages show them: what they say, against what, and by which definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same figure at another time; `change` is the share gained or lost, None without base."""

    label: Text
    shown: str
    change: float | None

    @property
    def percent(self) -> str:
        """`+12.5%`, `-3%`, `±0%`; empty without a change."""
        if self.change is None:
            return ""
        value = round(self.change * 100, 1)
        return "±0%" if value == 0 else f"{value:+,.1f}%".replace(".0%", "%")

    @property
    def direction(self) -> Literal["up", "down", "same"]:
        if not self.change:
            return "same"
        return "up" if self.change > 0 else "down"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, big, with its unit, its comparisons and its definition one tap away."""

    label: Text
    shown: str
    exact: str = ""
    unit: Text = ""
    against: tuple[Comparison, ...] = ()
    definition: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One line or row of bars. `is_main` takes the accent colour; the others are grey."""

    name: Text
    values: Sequence[float | int | Decimal | None]
    kind: Literal["line", "bar"] = "line"
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing whose title says the finding; the table behind it is one tap away.

    `is_partial`: the last period is not over; bars draw it hatched and the page says so.
    `axis` names what the labels are, empty: days. Where they are no time (`is_timed`), the table
    goes as drawn.
    """

    id: str
    title: Text
    labels: Sequence[str]
    series: Sequence[Series]
    unit: Text = ""
    is_partial: bool = False
    axis: Text = ""
    is_timed: bool = True

    @property
    def told(self) -> dict[str, Any]:
        """What charts.js draws."""
        return {
            "labels": list(self.labels),
            "partial": self.is_partial,
            "series": [
                {
                    "name": str(one.name),
                    "kind": one.kind,
                    "main": one.is_main,
                    "values": [None if value is None else float(value) for value in one.values],
                }
                for one in self.series
            ],
        }

    @property
    def rows(self) -> list[tuple[str, tuple[Any, ...]]]:
        """The table behind the drawing, newest first."""
        columns = [one.values for one in self.series]
        rows = list(zip(self.labels, zip(*columns, strict=True), strict=True))
        return rows[::-1] if self.is_timed else rows


def change(now: float | Decimal, before: float | Decimal) -> float | None:
    """The share by which `now` is above `before`; None when there is nothing to compare with."""
    return float((now - before) / abs(before)) if before else None  # type: ignore[operator]
