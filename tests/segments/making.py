"""What small worlds are made of: awkward moments, rows as the loader writes them, and words."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import strategies as st

from guisu.ground.kernel.instants import milliseconds, written
from guisu.ground.warehouse import columns
from guisu.ground.warehouse.domain import Table
from guisu.know.segments.definition.conditions import End, Range
from guisu.know.segments.definition.windows import Dates, DaysAgo, LastDays, LastHours, Window
from guisu.know.segments.reference.people import Person

ZONE = ZoneInfo("Asia/Shanghai")
AS_OF = datetime(2026, 3, 1, 2, 30, 15, 250_000, tzinfo=UTC)

# Moments lie thickly around the borders that conditions speak of: midnights in Shanghai, the
# present moment, the same moment twice, one second in another order.
moments = st.one_of(
    st.builds(
        lambda days, seconds, thousandths: (
            AS_OF - timedelta(days=days, seconds=seconds, milliseconds=thousandths)
        ),
        st.integers(-1, 12),
        st.sampled_from([0, 1, 3600, 37815, 37816, -1]),
        st.sampled_from([0, 0, 1, 249, 250, 251, -1]),
    ),
    st.builds(lambda hours: AS_OF - timedelta(hours=hours), st.integers(0, 300)),
)

few = st.integers(0, 3)
days = st.integers(1, 12)
windows: st.SearchStrategy[Window] = st.one_of(
    st.builds(LastDays, days),
    st.builds(LastHours, st.integers(1, 300)),
    st.builds(lambda newest, more: DaysAgo(newest, newest + more), st.integers(0, 8), few),
    st.builds(DaysAgo, st.integers(0, 12)),
    st.builds(
        lambda since, more: Dates(since, date.fromordinal(since.toordinal() + more)),
        st.dates(date(2026, 2, 15), date(2026, 3, 3)),
        few,
    ),
    st.builds(Dates, st.dates(date(2026, 2, 15), date(2026, 3, 3))),
    st.builds(lambda until: Dates(None, until), st.dates(date(2026, 2, 15), date(2026, 3, 3))),
)
maybe_windows = st.none() | windows
ends: st.SearchStrategy[End] = st.sampled_from(["first", "last"])


def ranges(values: st.SearchStrategy[int]) -> st.SearchStrategy[Range]:
    return st.one_of(
        st.builds(Range, values),
        st.builds(Range, st.none(), values),
        st.builds(lambda ends: Range(*sorted(ends)), st.tuples(values, values)),
    )


def some(*values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.sets(st.sampled_from(values), min_size=1, max_size=2).map(tuple)


class Rows:
    """The rows of a world's tables, as the loader would have written them."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self.ids = count(1)

    def put(self, table: Table, **values: Any) -> None:
        """One row of `table`; what is not given is null."""
        told = tuple(_told(values.get(name)) for name in table.all_columns)
        self._rows.setdefault(table.name, []).append(told)

    def of(self, person: Person, table: Table, **values: Any) -> None:
        """One row that belongs to `person`."""
        self.put(table, row_id=person.customer_id, customer_id=person.customer_id, **values)

    def arrow(self, tables: Iterable[Table]) -> dict[str, pa.Table]:
        return {
            table.name: columns.arrow(table.all_columns, self._rows.get(table.name, []))
            for table in tables
        }


def _told(value: Any) -> Any:
    """As the operational store tells it: instants as text in UTC, in milliseconds."""
    if isinstance(value, datetime):
        return written(milliseconds(value))
    return value
