"""Sets of people, and who among the customers is in them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import ibis
import ibis.expr.types as ir

from guisu.know.segments.definition.conditions import Range
from guisu.know.segments.definition.windows import Span


@dataclass(frozen=True, slots=True)
class People:
    """Those whose `customer_id` is in `table`, once each, or, `but`, everybody else."""

    table: ir.Table
    but: bool = False

    def opposite(self) -> "People":
        return replace(self, but=not self.but)


def distinct(rows: ir.Table) -> People:
    """Everybody with at least one of `rows`."""
    return People(rows.select("customer_id").distinct())


def whose(sums: ir.Table, column: str, ends: Range) -> People:
    """Those whose `column` in `sums` (one row a person) is in `ends`; who is absent has 0."""
    inside = reaches(sums[column], ends.at_least, ends.at_most)
    if ends.holds(0):
        return People(sums.filter(~inside).select("customer_id"), but=True)
    return People(sums.filter(inside).select("customer_id"))


def reaches(
    value: ir.IntegerValue,
    least: int | ir.IntegerValue | None,
    most: int | ir.IntegerValue | None,
) -> ir.BooleanValue:
    """Whether `value` is between the two, both included; None: open."""
    ends = [value >= least] if least is not None else []
    ends += [value <= most] if most is not None else []
    return ibis.and_(*ends)


def during(rows: ir.Table, column: str, span: Span) -> ir.Table:
    """The rows whose instant is in `span`."""
    return rows.filter(is_in(rows[column], span))


def is_in(at: ir.TimestampValue, span: Span) -> ir.BooleanValue:
    ends = [at >= stored(span.start)] if span.start is not None else []
    ends += [at < stored(span.end)] if span.end is not None else []
    return ibis.and_(*ends)


def stored(at: datetime) -> datetime:
    """An aware instant as the tables write it."""
    return at.astimezone(UTC).replace(tzinfo=None)


def either(conditions: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Whether one of them is true."""
    return ibis.or_(*conditions)
