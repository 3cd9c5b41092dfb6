"""A new store is made at once from the models, and is what migrating step by step makes."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests import postgresql
from tests.child import end, kill
from tests.database import stores
from tests.patience import PATIENCE, until
from tests.serving import GUISU

FILES = ("guisu.sqlite3", "spool.sqlite3")
KILLS = int(os.environ.get("GUISU_TEST_KILLS", "4"))


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as store:
        return {name for (name,) in store.execute("SELECT name FROM sqlite_schema")}


def test_on_sqlite_both_ways_make_the_same_store(tmp_path: Path) -> None:
    for way in ("at-once", "step-by-step"):
        stores.made(tmp_path / way, way)

    for file in FILES:
        schema, rows = stores.seen_in_sqlite(tmp_path / "at-once" / file)
        migrated_schema, migrated_rows = stores.seen_in_sqlite(tmp_path / "step-by-step" / file)
        assert schema == migrated_schema
        assert rows == migrated_rows
        assert rows["django_migrations"]


@pytest.mark.slow
def test_on_postgresql_both_ways_make_the_same_store(tmp_path: Path) -> None:
    with postgresql.running() as address:
        seen = []
        for way in ("at-once", "step-by-step"):
            name = way.replace("-", "_")
            _new_database(address, name)
            host = quote(address["HOST"], safe="")
            stores.made(tmp_path / way, way, f"postgresql://{address['USER']}@{host}/{name}")
            seen.append(stores.seen_in_postgresql(address, name))

    assert seen[0] == seen[1]
    assert seen[0][1]["django_migrations"]


def _new_database(address: dict[str, str], name: str) -> None:
    host, user = address["HOST"], address["USER"]
    with psycopg.connect(host=host, user=user, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")


def test_a_new_folder_is_made_without_going_through_the_migrations(tmp_path: Path) -> None:
    environment = {**os.environ, "GUISU_DATA": str(tmp_path), "GUISU_DATABASE": ""}

    told = subprocess.run(  # noqa: S603 - our own command line
        [str(GUISU), "migrate"], env=environment, capture_output=True, text=True, check=True
    ).stdout

    # Step by step takes more than ten seconds of a processor, and more with every room.
    assert "Made the tables of default" in told
    assert "Applying" not in told


def test_two_that_start_at_once_make_one_store(tmp_path: Path) -> None:
    environment = {**os.environ, "GUISU_DATA": str(tmp_path), "GUISU_DATABASE": ""}
    command = [sys.executable, "-m", "tests.database.stores", "at-once"]
    both = [subprocess.Popen(command, env=environment) for _ in range(2)]  # noqa: S603 - ourselves

    assert [each.wait(timeout=PATIENCE) for each in both] == [0, 0]
    _, rows = stores.seen_in_sqlite(tmp_path / FILES[0])
    assert len(rows["django_migrations"]) == len(set(rows["django_migrations"]))


@pytest.mark.slow
def test_killed_while_the_tables_are_made_it_leaves_all_or_nothing(tmp_path: Path) -> None:
    complete: set[str] = set()
    for attempt in range(KILLS):
        folder = tmp_path / str(attempt)
        environment = {**os.environ, "GUISU_DATA": str(folder), "GUISU_DATABASE": ""}
        command = [sys.executable, "-m", "tests.database.stores", "at-once"]
        child = subprocess.Popen(command, env=environment, text=True)  # noqa: S603 - ourselves
        _when_begun(folder / FILES[0])
        time.sleep(attempt * 0.25 / KILLS)
        kill(child)
        end(child)

        left = tables(folder / FILES[0])
        stores.made(folder, "at-once")

        complete = complete or tables(folder / FILES[0])
        assert left in (set(), complete)
        assert tables(folder / FILES[0]) == complete


def _when_begun(file: Path) -> None:
    """Wait until the store's file is there: its tables are about to be made."""
    until(file.exists, pause=0.001)
