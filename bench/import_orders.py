"""Rows a second of an order file into SQLite, beside what its two ends do alone.

`python bench/import_orders.py [rows]` prints JSON. Reference of the same run: the same text cut
at blanks, and `sqlite3` taking in equivalent rows by `executemany`, without us in between.
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ["GUISU_DATABASE"] = ""
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
sys.path.insert(0, str(Path(__file__).parents[1]))

from guisu.config import start

start.django()

from django.core.management import call_command
from django.utils import timezone

from guisu.imports import services
from guisu.imports.domain.plan import Kind


def text(rows: int) -> str:
    """Like CDNOW: three orders a customer, in the order of customers."""
    lines = [
        f" {at // 3:06} 1997{1 + at % 12:02}{1 + at % 28:02}"
        f" {1 + at % 4:2} {5 + at % 90}.{at % 100:02}"
        for at in range(rows)
    ]
    return "\n".join([" customer_id  date quantity amount", *lines])


def reference(content: str) -> float:
    """Seconds to cut the text and to store its rows in one transaction."""
    since = time.perf_counter()
    store = sqlite3.connect(FOLDER / "reference.sqlite3")
    store.execute("CREATE TABLE orders (customer TEXT, day TEXT, quantity INT, cents INT)")
    cut = (line.split() for line in content.splitlines()[1:])
    store.executemany(
        "INSERT INTO orders VALUES (?, ?, ?, ?)",
        ((who, day, int(count), round(float(amount) * 100)) for who, day, count, amount in cut),
    )
    store.commit()
    store.close()
    return time.perf_counter() - since


def ours(content: str) -> float:
    """Seconds of the import's run, survey included."""
    imported = services.receive(
        [content.encode()], name="bench.txt", kind=Kind.ORDERS, by=None, at=timezone.now()
    )
    plan = imported.read_plan()
    services.change_plan(imported, plan=replace(plan, constants={"channel": "bench"}))
    services.begin(imported, by=None, at=timezone.now())
    since = time.perf_counter()
    done = services.run(imported.pk, clock=timezone.now)
    if done.rows_taken != done.rows_total:
        raise RuntimeError(done.error or done.tally)
    return time.perf_counter() - since


def main(rows: int) -> None:
    call_command("migrate", verbosity=0)
    content = text(rows)
    cpu = time.process_time()
    taken = ours(content)
    cpu = time.process_time() - cpu
    alone = reference(content)
    figures = {
        "rows": rows,
        "rows_per_second": round(rows / taken),
        "rows_per_cpu_second": round(rows / cpu),
        "reference_rows_per_second": round(rows / alone),
        "ratio": round(alone / taken, 4),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    finally:
        shutil.rmtree(FOLDER)
