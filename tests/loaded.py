"""What the warehouse holds at this moment."""

from typing import Any

from guisu.ground.warehouse import tables


def loaded(name: str, *columns: str) -> list[dict[str, Any]]:
    """The rows of a table, or these columns of them, in no order."""
    with tables.reading():
        table = tables.table(name)
        found: list[dict[str, Any]] = (
            (table.select(*columns) if columns else table).to_pyarrow().to_pylist()
        )
    return found
