"""ClickHouse's engine inside this process, answering the SQL that Ibis compiles for ClickHouse."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest

from guisu.ground.warehouse.domain import Kind
from guisu.know.segments.population import Population
from tests.segments import worlds
from tests.segments.benches import Rows, said

TYPES = {
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "Float64",
    Kind.TEXT: "String",
    Kind.INSTANT: "DateTime64(3)",
    Kind.DAY: "Date32",
    Kind.FLAG: "Bool",
}


class ClickHouse:
    """Tables with nullable columns; joins leave the type's zero where there is no row, as usual."""

    def __init__(self) -> None:
        sessions = pytest.importorskip("chdb.session", reason="chdb is not installed")
        self._session = sessions.Session()
        # It reads an instant without a zone in the session's.
        self._session.query("SET session_timezone = 'UTC'")
        for table in worlds.shapes():
            columns = ", ".join(
                f"{name} Nullable({TYPES[kind]})" for name, kind in table.all_columns.items()
            )
            self._session.query(f"CREATE TABLE {table.name} ({columns}) ENGINE = Memory")

    def filled(self, tables: Mapping[str, pa.Table]) -> Population:
        for name, rows in tables.items():
            self._session.query(f"TRUNCATE TABLE {name}")
            if rows.num_rows:
                self._session.query(
                    f"INSERT INTO {name} ({', '.join(rows.column_names)}) "  # noqa: S608
                    "SELECT * FROM Python(rows)"
                )
        return worlds.population({table.name: said(table) for table in worlds.shapes()}.__getitem__)

    def rows(self, asked: ir.Table) -> Rows:
        statement = str(ibis.to_sql(asked, dialect="clickhouse"))
        return self._session.query(statement, "ArrowTable").to_pylist()  # type: ignore[no-any-return]

    def close(self) -> None:
        self._session.close()
