"""What SQLite does by itself: the references of those benchmarks that bring events in."""

import json
import sqlite3
import time
from pathlib import Path

PEOPLE = 20_000


def database(folder: Path) -> sqlite3.Connection:
    db = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    return db


def log(folder: Path, count: int = 100_000) -> int:
    """Events a second by `executemany` into a table with the log's columns and index."""
    db = database(folder)
    db.execute(
        "CREATE TABLE log (id INTEGER PRIMARY KEY, kind TEXT, customer_id INTEGER, subject TEXT,"
        " source TEXT, occurred_at TEXT, recorded_at TEXT, properties TEXT)"
    )
    db.execute("CREATE INDEX log_timeline ON log (customer_id, occurred_at, id)")
    properties = json.dumps({"sku": "T-0042", "name": "Spring tea", "price": 128.0, "p": "x" * 150})
    moment = "2026-11-22 04:00:00.000000"
    rows = [
        ("Product Viewed", n * 7919 % PEOPLE, "", "key:1", moment, moment, properties)
        for n in range(count)
    ]
    started = time.perf_counter()
    for start in range(0, count, 500):
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            "INSERT INTO log (kind, customer_id, subject, source, occurred_at, recorded_at,"
            " properties) VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows[start : start + 500],
        )
        db.execute("COMMIT")
    spent = time.perf_counter() - started
    db.close()
    return round(count / spent)
