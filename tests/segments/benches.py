"""Analytical engines for the small worlds: filled anew for each world."""

from collections.abc import Mapping
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.types as ir
import psycopg
import pyarrow as pa
from django.db import connection

from guisu.ground.warehouse.domain import Kind, Table
from guisu.know.segments.population import Population
from tests.segments import worlds

Rows = list[dict[str, Any]]
IBIS = {
    Kind.WHOLE: "int64",
    Kind.NUMBER: "float64",
    Kind.TEXT: "string",
    Kind.INSTANT: "timestamp(3)",
    Kind.DAY: "date",
    Kind.FLAG: "boolean",
}


class Bench(Protocol):
    """An engine that takes a world's tables and answers an expression over them."""

    def filled(self, tables: Mapping[str, pa.Table]) -> Population: ...

    def rows(self, asked: ir.Table) -> Rows: ...


class DuckDB:
    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._backend: Any = ibis.duckdb.from_connection(self._connection)

    def filled(self, tables: Mapping[str, pa.Table]) -> Population:
        for name, rows in tables.items():
            self._connection.register(name, rows)
        return worlds.population(self._backend.table)

    def rows(self, asked: ir.Table) -> Rows:
        return asked.to_pyarrow().to_pylist()  # type: ignore[no-any-return]


class PostgreSQL:
    """Temporary tables on the server that the suite runs on."""

    def __init__(self) -> None:
        address = connection.settings_dict
        self._connection = psycopg.connect(
            host=address["HOST"], user=address["USER"], dbname="postgres", autocommit=True
        )
        for table in worlds.shapes():
            self._connection.execute(_made("CREATE TEMPORARY TABLE", table))
        self._backend: Any = ibis.postgres.from_connection(self._connection)
        self._tables = {table.name: self._backend.table(table.name) for table in worlds.shapes()}

    def filled(self, tables: Mapping[str, pa.Table]) -> Population:
        for name, rows in tables.items():
            self._connection.execute(f"DELETE FROM {name}")  # noqa: S608
            copy = f"COPY {name} ({', '.join(rows.column_names)}) FROM STDIN"
            if rows.num_rows:
                with self._connection.cursor() as cursor, cursor.copy(copy) as into:
                    for row in rows.to_pylist():
                        into.write_row(tuple(row.values()))
        return worlds.population(self._tables.__getitem__)

    def rows(self, asked: ir.Table) -> Rows:
        return self._backend.to_pyarrow(asked).to_pylist()  # type: ignore[no-any-return]

    def close(self) -> None:
        self._connection.close()


def said(table: Table) -> ir.Table:
    """The table for engines to which Ibis gives only the SQL."""
    columns = {name: IBIS[kind] for name, kind in table.all_columns.items()}
    return ibis.table(columns, name=table.name)


def _made(how: str, table: Table) -> str:
    columns = ", ".join(f"{name} {kind}" for name, kind in table.all_columns.items())
    return f"{how} {table.name} ({columns})"
