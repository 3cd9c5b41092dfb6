"""What other processes do in the tests of this room: they may die of it."""

from pathlib import Path

import pyarrow as pa

from guisu.ground.warehouse import shape
from guisu.ground.warehouse.domain import Kind
from guisu.ground.warehouse.engines.duckdb import DuckDBEngine
from guisu.ground.warehouse.engines.port import Engine
from tests import foreign

THREADS = 20


def ask_with_rows_of_ones_own(folder: str) -> None:
    """Readers of many threads, each with a table of its own beside the others'."""
    target = DuckDBEngine(Path(folder) / "asked.duckdb")
    with target.writing() as writer:
        assert writer is not None
        writer.run("CREATE TABLE events AS SELECT range AS id FROM range(1000)")

    def ask() -> None:
        with target.reading() as reading:
            events, held = reading.table("events"), reading.hold(pa.table({"id": [1, 2, 2000]}))
            found = events.filter(events.id.isin(held.id)).count().to_pyarrow().as_py()
        print(found)

    for _ in range(THREADS):
        foreign.run(ask)
    target.close()
    print("lives")


def cut_to_seconds(target: Engine) -> None:
    """Leave the tables as a version did that knew whole seconds only."""
    with target.writing() as writer:
        assert writer is not None
        shape.remove(writer, shape.INSTANTS)
        for table in shape.tables():
            for name, kind in table.columns.items():
                if kind is Kind.INSTANT:
                    cut = f"date_trunc('second', {name})"
                    writer.run(f"UPDATE {table.name} SET {name} = {cut}")  # noqa: S608
