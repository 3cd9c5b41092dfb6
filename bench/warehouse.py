"""Rows a second from the log into the warehouse, beside what its two ends do alone.

`python bench/warehouse.py [events]` prints JSON. References of the same run: the store's own
driver reading the same rows, and DuckDB taking them in from Arrow, each without us in between.
`GUISU_DATABASE` may name an empty PostgreSQL.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ.setdefault("GUISU_DATABASE", "")
os.environ["GUISU_WAREHOUSE"] = "duckdb"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
sys.path.insert(0, str(Path(__file__).parents[1]))

import django

django.setup()

import duckdb
import pyarrow as pa
from django.core.management import call_command
from django.db import connection, transaction

from guisu.ground.database import rows
from guisu.ground.events import services
from guisu.ground.events.domain import Entry
from guisu.ground.warehouse import engine
from guisu.ground.warehouse.loading import fill, load, take_events

ZONE = "Asia/Shanghai"
START = datetime(2026, 1, 1, tzinfo=UTC)
PROPERTIES = {
    "context": {"ip": "203.0.113.7", "library": {"name": "analytics-python", "version": "2.4.0"}},
    "page": {"path": "/tea/spring", "referrer": "https://example.com/garden", "title": "Spring"},
    "product": {"sku": "T-0042", "name": "春茶", "price": 128.0, "category": "tea", "position": 3},
    "campaign": {"name": "spring", "source": "wecom", "medium": "group", "content": "poster-7"},
}


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    write_log(count)
    while load():  # tables stand, dimensions filled, and the whole log once: not timed
        pass
    engine.close()
    (FOLDER / "warehouse.duckdb").unlink()
    timed_read()  # the page cache is warm for both readers
    raw_read, found = timed_read()
    raw_insert = timed_insert(found)
    ours = timed_load(count)
    print(
        json.dumps(
            {
                "database": connection.vendor,
                "events": count,
                "bytes_an_event": round(sum(len(row[5]) for row in found) / count),
                "log_to_duckdb_rows_per_s": round(ours),
                "reference_fetchall_rows_per_s": round(raw_read),
                "reference_duckdb_insert_arrow_rows_per_s": round(raw_insert),
                "share_of_both_references_in_turn": round(
                    ours / (1 / (1 / raw_read + 1 / raw_insert)), 2
                ),
                "reach_rows_per_s": 50_000,
            },
            indent=2,
        )
    )


def write_log(count: int) -> None:
    for first in range(0, count, 10_000):
        facts = [
            Entry(
                "Product Viewed",
                START + timedelta(seconds=n * 30),
                "key:1",
                n % 20_000 + 1,
                properties={**PROPERTIES, "n": n},
            )
            for n in range(first, min(first + 10_000, count))
        ]
        with transaction.atomic():
            services.record_many(facts, at=START)


def timed_read() -> tuple[float, list[tuple[Any, ...]]]:
    is_postgresql = connection.vendor == "postgresql"
    moment = rows.milliseconds("occurred_at")
    properties = "properties::text" if is_postgresql else "properties"
    columns = f"id, customer_id, kind, source, {moment}, {properties}"
    began = time.perf_counter()
    found = rows.read(f"SELECT {columns} FROM events_event ORDER BY id")
    return len(found) / (time.perf_counter() - began), found


def timed_insert(found: list[tuple[Any, ...]]) -> float:
    """The same rows in batches of 50,000, in Arrow already, into a table of these columns."""
    target = duckdb.connect(str(FOLDER / "reference.duckdb"))
    target.execute("CREATE TABLE t (a BIGINT, b BIGINT, c TEXT, d TEXT, e TIMESTAMP, f TEXT)")
    batches = [_arrow(found[n : n + 50_000]) for n in range(0, len(found), 50_000)]
    began = time.perf_counter()
    for batch in batches:
        target.register("batch", batch)
        target.execute("INSERT INTO t SELECT * FROM batch")
    taken = time.perf_counter() - began
    target.close()
    return len(found) / taken


def timed_load(count: int) -> float:
    while fill(engine.current(), zone=ZONE):
        pass
    began = time.perf_counter()
    while take_events(engine.current(), zone=ZONE):
        pass
    return count / (time.perf_counter() - began)


def _arrow(found: list[tuple[Any, ...]]) -> pa.Table:
    a, b, c, d, e, f = map(list, zip(*found, strict=True))
    return pa.table(
        {"a": a, "b": b, "c": c, "d": d, "e": pa.array(e).cast(pa.timestamp("ms")), "f": f}
    )


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
    finally:
        engine.close()
        shutil.rmtree(FOLDER, ignore_errors=True)
