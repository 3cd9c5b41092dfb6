"""Stores made by `migrate` in a process of their own, and all that can be seen of what it made.

`python -m tests.database.stores step-by-step` migrates with Django's own command, from nothing.
"""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from psycopg import sql

from guisu.config import start

Rows = dict[str, list[Any]]

# What stands in a table, where numbers and moments differ from store to store.
NATURAL = {
    "django_migrations": "SELECT app, name FROM django_migrations",
    "django_content_type": "SELECT app_label, model FROM django_content_type",
    "auth_permission": "SELECT app_label, model, codename, name FROM auth_permission"
    " JOIN django_content_type AS kind ON kind.id = content_type_id",
}
ON_POSTGRESQL = {
    "columns": """SELECT table_name, column_name, data_type, udt_name, character_maximum_length,
        numeric_precision, numeric_scale, is_nullable, column_default, is_identity,
        is_generated, generation_expression, collation_name
        FROM information_schema.columns WHERE table_schema = 'public'
        -- Django's own table, in no use here: its model says int, its migration bigint.
        AND (table_name, column_name) <> ('auth_group_permissions', 'id')""",
    "constraints": """SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid),
        CASE WHEN contype IN ('c', 'u') THEN conname END
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": """SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON')
        FROM pg_indexes WHERE schemaname = 'public'""",
    "triggers": """SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
    "routines": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
    "extensions": "SELECT extname FROM pg_extension",
}


def made(folder: Path, way: str, database: str = "") -> "subprocess.CompletedProcess[str]":
    """A store made in this folder (or PostgreSQL database), the given way."""
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "tests.database.stores", way],
        env={**os.environ, "GUISU_DATA": str(folder), "GUISU_DATABASE": database},
        capture_output=True,
        text=True,
        check=True,
    )


def seen_in_sqlite(file: Path) -> tuple[Rows, Rows]:
    """The schema, and the rows of each table."""
    with closing(sqlite3.connect(file)) as store:
        told = store.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
        tables = [name for kind, name, _, _ in told if kind == "table"]
        schema = {f"{kind} {table}": [] for kind, _, table, _ in told}  # type: Rows
        for kind, name, table, text in told:
            schema[f"{kind} {table}"].append(_pieces(text, name if kind == "index" else ""))
        rows = {
            table: store.execute(NATURAL.get(table, f'SELECT * FROM "{table}"')).fetchall()  # noqa: S608
            for table in tables
            if table != "sqlite_sequence"
        }
    return _sorted(schema), _sorted(rows)


def seen_in_postgresql(address: dict[str, Any], name: str) -> tuple[Rows, Rows]:
    with psycopg.connect(host=address["HOST"], user=address["USER"], dbname=name) as store:
        schema = {what: store.execute(ask).fetchall() for what, ask in ON_POSTGRESQL.items()}
        tables = {row[0] for row in schema["columns"]}
        rows = {}
        for table in tables:
            every = sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))
            asked = sql.SQL(NATURAL[table]) if table in NATURAL else every
            rows[table] = store.execute(asked).fetchall()
    return _sorted(schema), _sorted(rows)


def _pieces(text: str | None, name: str) -> list[str]:
    """The parts of a CREATE statement in no order: columns that came later stand last."""
    plain = re.sub(r"\s+", " ", (text or "").replace(f'"{name}"', '""'))
    head, _, rest = plain.partition("(")
    inside, _, tail = rest.rpartition(")")
    columns = re.split(r",(?![^(]*\))", inside)
    return [head, *sorted(column.strip() for column in columns), tail]


def _sorted(found: Rows) -> Rows:
    return {name: sorted(rows, key=repr) for name, rows in sorted(found.items())}


def _main(way: str) -> None:
    start.django()
    for store in settings.DATABASES:
        command: Any = {"at-once": "migrate", "step-by-step": migrate.Command()}[way]
        call_command(command, database=store, interactive=False, verbosity=0)


if __name__ == "__main__":
    _main(sys.argv[1])
