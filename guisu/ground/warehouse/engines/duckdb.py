"""DuckDB in a file of the data folder: the default. One process, any number of its threads."""

import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from guisu.ground.warehouse.domain import WarehouseInUse
from guisu.ground.warehouse.engines.port import Columns, Engine, Writer

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


class _Reading:
    """One thread's cursor with its Ibis backend: two threads on one cursor refuse each other."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor
        self.backend = ibis.duckdb.from_connection(cursor)


class DuckDBEngine:
    """Opens the file when first used and keeps it; writers take turns."""

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
        self._threads = threading.local()
        self._readings: weakref.WeakSet[_Reading] = weakref.WeakSet()

    @contextmanager
    def writing(self) -> Iterator[Writer | None]:
        with self._turn:
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

    def reader(self) -> Any:
        reading = getattr(self._threads, "reading", None)
        if reading is None or reading not in self._readings:
            reading = self._threads.reading = _Reading(self._cursor())
            with self._opening:
                self._readings.add(reading)
        return reading.backend

    def replacement(self) -> AbstractContextManager[Engine]:
        return self._replacement()

    def close(self) -> None:
        with self._opening:
            for reading in list(self._readings):
                _close(reading.cursor)
            self._readings.clear()
            if self._connection is not None:
                _close(self._connection)
            self._connection = None

    @contextmanager
    def _replacement(self) -> Iterator[Engine]:
        # A damaged file is no reason against making a new one; one in use is.
        with suppress(duckdb.Error):
            self._cursor().execute("CHECKPOINT")
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

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            if self._connection is None:
                self._connection = _open(self._path)
            return self._connection.cursor()


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), config=CONFIG)
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise
        raise WarehouseInUse(path=path) from error


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
