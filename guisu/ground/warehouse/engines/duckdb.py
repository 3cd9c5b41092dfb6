"""DuckDB in a file of the data folder: the default. One process, any number of its threads."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from guisu.ground.warehouse.domain import WarehouseAway, WarehouseDamaged, WarehouseInUse
from guisu.ground.warehouse.engines import faults
from guisu.ground.warehouse.engines.held import Tables
from guisu.ground.warehouse.engines.pool import Pool
from guisu.ground.warehouse.engines.port import Columns, Damage, Engine, Reading, Writer

# No extension is ever fetched from the network; those we use are compiled in. Up to two million
# people, what is summed up by person goes into an array by their number instead of a hash table:
# a fifth quicker, for some 100 MB a thread while the question runs.
CONFIG: dict[str, Any] = {
    "perfect_ht_threshold": 21,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


CLOSING_TRIES, CLOSING_PAUSE = 100, 0.05


class DuckDBWriter:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        done = self._connection.execute(statement.replace("%s", "?"), list(values))
        return done.fetchall() if done.description else []

    @contextmanager
    def staged(self, name: str, rows: pa.Table, columns: Columns) -> Iterator[None]:
        self._connection.register(name, rows.select(list(columns)))
        try:
            yield
        finally:
            self._connection.unregister(name)


class DuckDBReading(Tables):
    """A cursor with its Ibis backend: two threads on one cursor refuse each other."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        super().__init__(ibis.duckdb.from_connection(cursor))
        self._cursor = cursor

    def close(self) -> None:
        _close(self._cursor)

    def _put(self, name: str, rows: pa.Table) -> None:
        # Copied: what is only registered would stay an Arrow table under a native handle.
        self._cursor.register("arriving", rows)
        try:
            self._cursor.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM arriving")  # noqa: S608
        finally:
            self._cursor.unregister("arriving")


class DuckDBEngine:
    """Opens the file when first used and keeps it; writers take turns."""

    keeps_what_was_deleted = True
    disturbances: tuple[type[Exception], ...] = (
        duckdb.ConnectionException,
        duckdb.ResourceInUseException,
        duckdb.CatalogException,
        duckdb.InterruptException,
    )

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opening = threading.Lock()
        self._turn = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self.damage: Damage | None = None
        self._readings = Pool(lambda: DuckDBReading(self._cursor()))

    @contextmanager
    def writing(self) -> Iterator[Writer | None]:
        with self._turn, faults.using(damaged=self._damaged):
            cursor = self._cursor()
            cursor.execute("BEGIN TRANSACTION")
            try:
                yield DuckDBWriter(cursor)
                cursor.execute("COMMIT")
            except BaseException:
                # A failed statement has ended the transaction already.
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise
            finally:
                cursor.close()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        if self.damage is not None:
            raise WarehouseDamaged(percent=self.damage.percent)
        with faults.using(damaged=self._damaged), self._readings.lend() as lent:
            yield lent

    def replacement(self) -> AbstractContextManager[Engine]:
        return self._replacement()

    def close(self) -> None:
        with self._opening:
            connection, self._connection = self._connection, None
            self._readings.close()
            if connection is not None:
                _close(connection)

    @contextmanager
    def _replacement(self) -> Iterator[Engine]:
        # A damaged file is no reason against making a new one; one in use is.
        try:
            self._cursor().execute("CHECKPOINT")
        except WarehouseInUse:
            raise
        except (duckdb.Error, WarehouseAway):
            # Closed, or what is opened at its place would be what stands here.
            self.close()
        path = self._path.with_name(f"{self._path.name}.new")
        _remove(path)
        engine = DuckDBEngine(path)
        try:
            yield engine
        except BaseException:
            engine.close()
            _remove(path)
            raise
        engine.close()
        path.replace(self._path)
        self.close()
        _wal(self._path).unlink(missing_ok=True)
        self.damage = None

    def _damaged(self) -> int:
        """Note it; how far what takes its place has come."""
        if self.damage is None:
            self.damage = Damage()
        return self.damage.percent

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            if self._connection is None:
                with faults.opening(self._path, damaged=self._damaged):
                    self._connection = duckdb.connect(str(self._path), config=CONFIG)
            return self._connection.cursor()


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    """Close once the query of another thread under way on it is done; give up after a while."""
    for _ in range(CLOSING_TRIES):
        with suppress(duckdb.ResourceInUseException):
            connection.close()
            return
        time.sleep(CLOSING_PAUSE)


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)
