"""Calendar periods in the installation's zone: days, weeks that begin on Monday, months."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import ibis.expr.types as ir


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def start_of(self, day: date) -> date:
        """The first day of the period that `day` is in."""
        match self:
            case Period.DAY:
                return day
            case Period.WEEK:
                return day - timedelta(days=day.weekday())
            case Period.MONTH:
                return day.replace(day=1)

    def after(self, start: date, number: int) -> date:
        """The first day of the period `number` periods after the one that begins on `start`."""
        match self:
            case Period.DAY:
                return start + timedelta(days=number)
            case Period.WEEK:
                return start + timedelta(weeks=number)
            case Period.MONTH:
                months = start.year * 12 + start.month - 1 + number
                return date(months // 12, months % 12 + 1, 1)

    def between(self, first: date, later: date) -> int:
        """How many periods lie between two that begin on these days."""
        if self is Period.MONTH:
            return (later.year - first.year) * 12 + later.month - first.month
        return (later - first).days // (7 if self is Period.WEEK else 1)

    def starts(self, since: date, until: date) -> list[date]:
        """First days of the periods from the one that `since` is in to that of `until`."""
        first = self.start_of(since)
        return [self.after(first, n) for n in range(self.between(first, self.start_of(until)) + 1)]

    @property
    def letter(self) -> str:
        """As Ibis truncates to it."""
        return {Period.DAY: "D", Period.WEEK: "W", Period.MONTH: "M"}[self]


def rows_of(table: ir.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows


def day_of(value: date) -> date:
    """A day that was truncated: some engines answer with the instant it begins."""
    return value.date() if isinstance(value, datetime) else value
