"""Analytical engines for the small worlds: filled anew for each world."""

from collections.abc import Mapping
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa

from guisu.segments.population import Population
from tests.segments import worlds


class Bench(Protocol):
    def filled(self, tables: Mapping[str, pa.Table]) -> Population: ...


class DuckDB:
    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._backend: Any = ibis.duckdb.from_connection(self._connection)

    def filled(self, tables: Mapping[str, pa.Table]) -> Population:
        for name, rows in tables.items():
            self._connection.register(name, rows)
        return worlds.population(self._backend.table)
