"""A schema of the operational PostgreSQL: for several processes, on one machine or many."""

import io
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import ibis
import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv

from guisu.ground.warehouse.columns import kinds
from guisu.ground.warehouse.engines.held import Tables
from guisu.ground.warehouse.engines.pool import Pool
from guisu.ground.warehouse.engines.port import Columns, Damage, Engine, Reading, Writer

LOCK = 4_711_002
SCHEMA = "warehouse"


class PostgreSQLWriter:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        done = self._connection.execute(statement.encode(), values)
        return done.fetchall() if done.description else []

    @contextmanager
    def staged(self, name: str, rows: pa.Table, columns: Columns) -> Iterator[None]:
        _put(self._connection, name, rows, columns)
        yield
        self.run(f"DROP TABLE {name}")


class PostgreSQLReading(Tables):
    """A connection with its Ibis backend."""

    def __init__(self, connection: psycopg.Connection) -> None:
        super().__init__(ibis.postgres.from_connection(connection))
        self._connection = connection

    def close(self) -> None:
        self._connection.close()

    def _put(self, name: str, rows: pa.Table) -> None:
        _put(self._connection, name, rows, kinds(rows))


class PostgreSQLEngine:
    """`schema` holds the tables; whoever holds its advisory lock writes, whatever the process.

    `address` as in Django's DATABASES.
    """

    keeps_what_was_deleted = False
    # Its server looks after its own files.
    damage: Damage | None = None
    disturbances: tuple[type[Exception], ...] = (
        psycopg.OperationalError,
        psycopg.errors.UndefinedTable,
    )

    def __init__(self, address: Mapping[str, Any], *, schema: str = SCHEMA) -> None:
        self._address = address
        self._schema = schema
        self._turn = threading.Lock()
        self._writer: psycopg.Connection | None = None
        self._readings = Pool(lambda: PostgreSQLReading(self._connect()))

    @contextmanager
    def writing(self) -> Iterator[Writer | None]:
        with self._turn:
            connection = self._writing_connection()
            with connection.transaction():
                yield PostgreSQLWriter(connection) if self._may_write(connection) else None

    def reading(self) -> AbstractContextManager[Reading]:
        return self._readings.lend()

    def replacement(self) -> AbstractContextManager[Engine]:
        return self._replacement()

    def close(self) -> None:
        self._readings.close()
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    @contextmanager
    def _replacement(self) -> Iterator[Engine]:
        fresh = f"{self._schema}_new"
        with self._connect() as holder:
            # Loaders of running processes rest until the new tables stand.
            holder.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK, self._schema])
            holder.execute(_command("DROP SCHEMA IF EXISTS {} CASCADE", fresh))
            engine = PostgreSQLEngine(self._address, schema=fresh)
            try:
                yield engine
            finally:
                engine.close()
            with holder.transaction():
                holder.execute(_command("DROP SCHEMA IF EXISTS {} CASCADE", self._schema))
                holder.execute(_command("ALTER SCHEMA {} RENAME TO {}", fresh, self._schema))
        self.close()

    def _may_write(self, connection: psycopg.Connection) -> bool:
        asked = connection.execute(
            "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCK, self._schema]
        ).fetchone()
        return bool(asked and asked[0])

    def _writing_connection(self) -> psycopg.Connection:
        if self._writer is None or self._writer.closed:
            self._writer = self._connect()
            self._writer.execute(_command("CREATE SCHEMA IF NOT EXISTS {}", self._schema))
        return self._writer

    def _connect(self) -> psycopg.Connection:
        given = self._address
        return psycopg.connect(
            dbname=given["NAME"],
            user=given["USER"],
            password=given["PASSWORD"],
            host=given["HOST"],
            port=given["PORT"] or None,
            autocommit=True,
            options=f"-c search_path={self._schema} -c timezone=UTC",
        )


def _put(connection: psycopg.Connection, name: str, rows: pa.Table, columns: Columns) -> None:
    """Make the temporary table `name` of `rows`; it goes with the connection."""
    defined = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"CREATE TEMP TABLE {name} ({defined})".encode())
    text = io.BytesIO()
    csv.write_csv(rows.select(list(columns)), text, csv.WriteOptions(include_header=False))
    with connection.cursor().copy(
        sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(sql.Identifier(name))
    ) as copy:
        copy.write(text.getbuffer())
    connection.execute(f"ANALYZE {name}".encode())


def _command(template: str, *names: str) -> sql.Composed:
    return sql.SQL(template).format(*map(sql.Identifier, names))
