"""The same old installation in PostgreSQL: its tables as the migrations of then make them.

`python -m tests.upgrade.older guisu.sqlite3`, a process of its own: `GUISU_DATABASE` is an empty
database, which then holds what the file holds.
"""

import sqlite3
import sys
from contextlib import closing
from typing import Any

import psycopg
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from guisu.config import start

COLUMNS = """SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s"""
NUMBERS = """SELECT table_name, column_name,
        pg_get_serial_sequence(quote_ident(table_name), column_name)
    FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"""


def main(file: str) -> None:
    start.django()
    with closing(sqlite3.connect(file)) as old:
        _make_tables(old)
        with psycopg.connect(**_address()) as store:
            # Rows come in no order: what points to what is looked at by nobody meanwhile.
            store.execute("SET session_replication_role = replica")
            for (table,) in old.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
                if table not in {"sqlite_sequence", "django_migrations"}:
                    _copy(old, store, table)
            _go_on_counting(store)


def _make_tables(old: sqlite3.Connection) -> None:
    last = dict(old.execute("SELECT app, name FROM django_migrations ORDER BY name"))
    MigrationExecutor(connection).migrate(list(last.items()))
    connection.close()


def _address() -> dict[str, Any]:
    told = connection.settings_dict
    return {"host": told["HOST"], "user": told["USER"], "dbname": told["NAME"]}


def _copy(old: sqlite3.Connection, store: "psycopg.Connection[Any]", table: str) -> None:
    found = old.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of the file
    names = [column[0] for column in found.description]
    kinds = dict(store.execute(COLUMNS, [table]).fetchall())
    statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(sql.SQL("%s::" + kinds[name]) for name in names),
    )
    store.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    with store.cursor() as cursor:
        rows = [[_told(row[at], kinds[name]) for at, name in enumerate(names)] for row in found]
        cursor.executemany(statement, rows)


def _told(value: Any, kind: str) -> Any:
    if kind == "boolean" and value is not None:
        return bool(value)
    if kind == "timestamp with time zone" and value is not None:
        return f"{value}+00:00"
    return value


def _go_on_counting(store: "psycopg.Connection[Any]") -> None:
    for table, column, sequence in store.execute(NUMBERS).fetchall():
        most = sql.SQL("SELECT setval({}, coalesce(max({}), 0) + 1, false) FROM {}").format(
            sql.Literal(sequence), sql.Identifier(column), sql.Identifier(table)
        )
        store.execute(most)


if __name__ == "__main__":
    main(sys.argv[1])
