"""Rows a second of an order file into SQLite, beside what its two ends do alone.

`python bench/import_orders.py [rows]` prints JSON. Reference of the same run: the same file cut
at blanks, and `sqlite3` taking in equivalent rows by `executemany`, without us in between.
`peak_megabytes` is the most memory that the process held until the last row was in: it must not
grow with the file.
"""

import json
import os
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ["GUISU_DATABASE"] = ""
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
sys.path.insert(0, str(Path(__file__).parents[1]))

from guisu.config import start

start.django()

from django.utils import timezone

from guisu.take_in.imports import services
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.models import Import


def text(rows: int) -> Iterator[bytes]:
    """Like CDNOW: three orders a customer, in the order of customers. Piece by piece."""
    yield b" customer_id  date quantity amount\n"
    for at in range(rows):
        yield (
            f" {at // 3:06} 1997{1 + at % 12:02}{1 + at % 28:02}"
            f" {1 + at % 4:2} {5 + at % 90}.{at % 100:02}\n"
        ).encode()


def upload(rows: int) -> Import:
    """The file received and planned; not timed."""
    imported = services.receive(
        text(rows), name="bench.txt", kind=Kind.ORDERS, by=None, at=timezone.now()
    )
    plan = imported.read_plan()
    services.change_plan(imported, plan=replace(plan, constants={"channel": "bench"}))
    services.begin(imported, by=None, at=timezone.now())
    return imported


def reference(file: Path) -> float:
    """Seconds to cut the file and to store its rows in one transaction."""
    since = time.perf_counter()
    store = sqlite3.connect(FOLDER / "reference.sqlite3")
    store.execute("CREATE TABLE orders (customer TEXT, day TEXT, quantity INT, cents INT)")
    with file.open() as lines:
        next(lines)
        cut = (line.split() for line in lines)
        store.executemany(
            "INSERT INTO orders VALUES (?, ?, ?, ?)",
            ((who, day, int(count), round(float(paid) * 100)) for who, day, count, paid in cut),
        )
    store.commit()
    store.close()
    return time.perf_counter() - since


def ours(imported: Import) -> float:
    """Seconds of the import's run, survey included."""
    since = time.perf_counter()
    done = services.run(imported.pk, clock=timezone.now)
    if done.rows_taken != done.rows_total:
        raise RuntimeError(done.error or done.tally)
    return time.perf_counter() - since


def main(rows: int) -> None:
    start.migrate()
    imported = upload(rows)
    cpu = time.process_time()
    taken = ours(imported)
    cpu = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    alone = reference(imported.path)
    figures = {
        "rows": rows,
        "rows_per_second": round(rows / taken),
        "rows_per_cpu_second": round(rows / cpu),
        "reference_rows_per_second": round(rows / alone),
        "ratio": round(alone / taken, 4),
        "peak_megabytes": round(peak / 1024),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    finally:
        shutil.rmtree(FOLDER)
