"""Events a second from a full spool through to log, customers and warehouse.

`python bench/through.py [events]` prints JSON. All background loops of the product run, as in
`guisu serve`; the door is shut. Most events are of people known before, as in a shop's daily
life. Time is taken until the warehouse holds the last event. Reference of the same run:
`executemany` of as many events into a table like the log, by `sqlite3` alone. `GUISU_DATABASE`
may name an empty PostgreSQL.
"""

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ.setdefault("GUISU_DATABASE", "")
os.environ.setdefault("GUISU_INTAKE_BACKLOG", "10000000")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import raw
from guisu.config import start

start.django()

from django.db import connection
from django.utils import timezone

from guisu.ground.jobs import loops
from guisu.ground.jobs.crews import Runner
from guisu.ground.staff import services as staff
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AccessKey
from guisu.ground.warehouse import engine
from guisu.ground.warehouse.selectors import as_of
from guisu.take_in.intake import services
from guisu.take_in.intake.models import Arrived

BATCH = 100
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
APART = timedelta(milliseconds=0.1)  # as they come at the rate that is to be reached
chance = random.Random(2)


def main(events: int) -> None:
    start.migrate()
    key, _ = staff.make_key(
        "bench", scopes=[KeyScope.WRITE_EVENTS], store=None, by=None, at=timezone.now()
    )
    spool(key, range(raw.PEOPLE), first=0)
    loops.drain()
    people = [chance.randrange(raw.PEOPLE * 21 // 20) for _ in range(events)]
    spool(key, people, first=raw.PEOPLE)
    seconds, cpu = through()
    reference = raw.log(FOLDER, events)
    figures = {
        "database": connection.vendor,
        "events": events,
        "through_events_s": round(events / seconds),
        "through_events_cpu_s": round(events / cpu),
        "raw_log_events_s": reference,
        "through_to_raw_log": round(events / seconds / reference, 3),
    }
    print(json.dumps(figures, indent=2))


def spool(key: AccessKey, people: Iterable[int], *, first: int) -> None:
    """One event of each of `people`, in requests as a shop's SDK sends them."""
    messages = [message(n, who) for n, who in enumerate(people, start=first)]
    for at in range(0, len(messages), BATCH):
        body = json.dumps({"batch": messages[at : at + BATCH]}).encode()
        services.accept(body, key=key, kind="batch", received_at=timezone.now())


def message(number: int, who: int) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Product Viewed",
        "timestamp": (SINCE + number * APART).isoformat(timespec="milliseconds"),
        "context": {
            "library": {"name": "analytics-python", "version": "2.4.0"},
            "page": {"path": "/tea", "url": "https://shop.example/tea/spring"},
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64)",
        },
        "properties": {
            "sku": f"T-{who % 500:04}",
            "name": "Spring tea",
            "price": 128.0,
            "category": "tea",
            "position": 3,
        },
        "integrations": {},
        "userId": f"u{who}",
        "messageId": f"m{number}",
    }


def through() -> tuple[float, float]:
    """Seconds by the clock, and of processor time, until the warehouse holds everything."""
    runner = Runner()
    since, cpu = time.perf_counter(), time.process_time()
    runner.start()
    while Arrived.objects.exists():
        time.sleep(0.05)
    while as_of().waiting:
        time.sleep(0.05)
    spent = time.perf_counter() - since, time.process_time() - cpu
    runner.stop()
    return spent


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000)
    finally:
        engine.close()
        shutil.rmtree(FOLDER, ignore_errors=True)
