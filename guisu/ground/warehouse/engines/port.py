"""What an engine must offer. Everything else in this room is the same for all of them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa

from guisu.ground.warehouse.domain import Kind

Columns = Mapping[str, Kind]


@dataclass(slots=True)
class Damage:
    """`percent` of what takes the place of the damaged tables is there."""

    percent: int = 0


class Writer(Protocol):
    """One transaction on the warehouse. All of it is kept or nothing."""

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run SQL with `%s` for values; rows where it gives some, else an empty list."""
        ...

    def staged(self, name: str, rows: pa.Table, columns: Columns) -> AbstractContextManager[None]:
        """Have `rows` readable as the table `name` inside the block."""
        ...


class Reading(Protocol):
    """One borrower's view of the tables; expressions made of it run while it is lent."""

    def table(self, name: str) -> ir.Table: ...

    def hold(self, rows: pa.Table) -> ir.Table:
        """Have `rows` in the engine, to ask about them with the tables, while this is lent."""
        ...


class Engine(Protocol):
    disturbances: tuple[type[Exception], ...]
    """What a reader meets when its tables are replaced or closed under it; another try helps."""

    damage: "Damage | None"
    """That the tables cannot be read, and how far a new one is; None: all is well."""

    keeps_what_was_deleted: bool
    """Whether deleted rows stay in a file of its own until all is made anew."""

    def writing(self) -> AbstractContextManager[Writer | None]:
        """A transaction, committed at the end of the block.

        None: another process is writing at this moment, try again later.
        """
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """A reader lent for the block, to one thread. Threads keep nothing of it.

        Raises `WarehouseDamaged` from the moment that somebody met damage, until it is replaced.
        """
        ...

    def replacement(self) -> AbstractContextManager["Engine"]:
        """An empty engine that takes this one's place, at once and whole, when the block ends.

        Nothing is replaced when the block raises. Raises `WarehouseInUse` where another process
        would go on writing to what is replaced.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections; the engine opens again when next used."""
        ...
