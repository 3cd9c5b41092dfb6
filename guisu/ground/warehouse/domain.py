"""What the warehouse's tables are made of, and the figures that are read from them.

Instants in the warehouse are UTC without a zone, cut to milliseconds, because engines
round what is finer and shift zones each in their own way. `local_date` is the day in
the installation's zone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

Row = Sequence[Any]
PEOPLE = "customers"
EVENTS_OF = "events_of"


class Kind(StrEnum):
    """What a column holds; the value is the SQL type, which our engines share."""

    WHOLE = "BIGINT"
    NUMBER = "DOUBLE PRECISION"
    TEXT = "TEXT"
    INSTANT = "TIMESTAMP"
    DAY = "DATE"
    FLAG = "BOOLEAN"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as Ibis sees it. The first of `columns` is the key that its rows are replaced by.

    A table with a column `row_id` (the customer row something came to) gets `customer_id` too:
    the root of that row, kept up through merges and un-merges. `dated_by` names the instant
    whose day becomes `local_date`.
    """

    name: str
    columns: Mapping[str, Kind]
    dated_by: str = ""

    @property
    def key(self) -> str:
        return next(iter(self.columns))

    @property
    def follows_people(self) -> bool:
        return "row_id" in self.columns

    @property
    def all_columns(self) -> dict[str, Kind]:
        """`columns`, and those that the warehouse adds."""
        person = {"customer_id": Kind.WHOLE} if self.follows_people else {}
        dated = {"local_date": Kind.DAY} if self.dated_by else {}
        return {**self.columns, **person, **dated}


@dataclass(frozen=True, slots=True)
class Dimension:
    """A table whose rows are fetched anew from the operational store when told of as changed.

    `read(keys)` gives all rows that the keys have now, values in the order of the columns,
    instants as text (`Milliseconds`); a key without rows loses those it had. `keys(after, limit)`
    lists keys above `after`, ascending. `told_as` is the name given to `mark_changed`, where it is
    not the table's own: several tables can follow one mark.
    """

    table: Table
    read: Callable[[Sequence[int]], Iterable[Row]]
    keys: Callable[[int, int], Sequence[int]]
    told_as: str = ""

    @property
    def mark(self) -> str:
        return self.told_as or self.table.name


class WarehouseAway(Refusal):
    """The tables cannot be read at this moment; everything else goes on."""

    code = "warehouse.away"
    http_status = 503
    template = gettext_noop(
        "The warehouse is being built anew. Figures come back by themselves in a moment."
    )


class WarehouseDamaged(WarehouseAway):
    """The file cannot be read. Nothing is lost: all of it comes from the store."""

    code = "warehouse.damaged"
    template = gettext_noop(
        "The file with the figures was damaged. It is being built anew from the store, %(percent)s "
        "percent so far; figures come back by themselves."
    )


class WarehouseFull(WarehouseAway):
    """The disk takes no more, or nothing may be written to the folder."""

    code = "warehouse.full"
    template = gettext_noop(
        "The disk is full or its folder is read-only: free some room, or let Guisu write there. "
        "Figures go on by themselves."
    )


class WarehouseInUse(WarehouseAway):
    """DuckDB lets one process at a time open its file, for reading too."""

    code = "warehouse.in_use"
    template = gettext_noop(
        "The warehouse file %(path)s is open in another process. Stop that process first; "
        "for several processes set GUISU_WAREHOUSE=postgresql."
    )


@dataclass(frozen=True, slots=True)
class AsOf:
    """How fresh figures are: loaded up to `event_id` at `loaded_at`; `waiting` not loaded yet.

    `waiting` counts log entries and changed rows. `loaded_at` None: nothing was ever loaded.
    """

    event_id: int
    loaded_at: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day in the installation's zone.

    `orders` without cancelled ones and returns; `revenue_minor` in minor units of the
    installation's currency (other currencies left out), what was not cancelled less returns and
    less what was refunded on these orders since; `new_customers` people first seen that day;
    `active_customers` people who did something: with an event of their own doing.
    """

    day: date
    orders: int = 0
    revenue_minor: int = 0
    new_customers: int = 0
    active_customers: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """Days up to today, oldest first and without gaps; at least eight of them."""

    days: tuple[DayFigures, ...]
    currency: str
    as_of: AsOf

    @property
    def today(self) -> DayFigures:
        return self.days[-1]

    @property
    def yesterday(self) -> DayFigures:
        return self.days[-2]

    @property
    def same_weekday(self) -> DayFigures:
        """The same day last week."""
        return self.days[-8]
