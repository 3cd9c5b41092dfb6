"""How soon an event that arrives changes who is in a segment.

`python bench/reacting.py [customers] [segments] [events]` prints JSON. `guisu serve` runs with all
its loops; each event is posted to its door alone, a second after the last, and changes the
membership of one customer in one segment. Latency is counted from the first byte of the request
to the row that says so. Reference of the same run: the same requests' answers alone, which is
when an event is durable.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from django.utils import timezone

from bench import ground
from bench.ground import DOOR, FOLDER, percentile
from guisu.config import start
from guisu.ground.jobs import loops
from guisu.ground.staff import services as staff
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import Staff
from guisu.ground.warehouse import engine
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.windows import LastDays
from guisu.know.segments.families.behaviour import struct as behaviour
from guisu.know.segments.services import refreshing, segments
from guisu.take_in.intake import services as intake

ADDED, VIEWED = c.Happening("Product Added"), c.Happening("Product Viewed")
BATCH, EVERY, PATIENCE = 500, 1.0, 30.0
HELD = """SELECT count(*) FROM segments_member AS m
JOIN customers_identity AS i ON i.customer_id = m.customer_id
WHERE m.segment_id = ? AND i.value = ?"""


def main(people: int, others: int, events: int) -> None:
    start.migrate()
    owner = staff.set_up(
        organisation={"name": "bench"},
        owner={"username": "owner", "name": "Owner", "password": "long-enough-for-a-bench"},
        store={"code": "one", "name": "One"},
        at=timezone.now(),
    )
    secret = crowd(people)
    asked = segmented(owner, others)
    engine.close()
    with ground.served():
        took = list(changes(secret, asked, events))
    answered, changed = [one for one, _ in took], [one for _, one in took]
    setting = {"customers": people, "segments": others + 1, "events": events}
    figures = {
        "changed_p50_ms": percentile(changed, 0.5),
        "changed_p95_ms": percentile(changed, 0.95),
        "changed_most_ms": percentile(changed, 1.0),
        "raw_answer_p50_ms": percentile(answered, 0.5),
        "reach_ms": 1_000,
    }
    ground.told(setting | figures)


def crowd(people: int) -> str:
    """Customers who viewed something once; the secret of the key they came by."""
    key, secret = staff.make_key(
        "bench", scopes=[KeyScope.WRITE_EVENTS], store=None, by=None, at=timezone.now()
    )
    for first in range(0, people, BATCH):
        batch = [track(number, "Product Viewed") for number in range(first, first + BATCH)]
        body = json.dumps({"batch": batch}).encode()
        intake.accept(body, key=key, kind="batch", received_at=timezone.now())
    loops.drain()
    return secret


def segmented(by: Staff, others: int) -> int:
    """Many segments of what the crowd does, and one that each event of the run changes."""
    now = timezone.now()
    for number in range(others):
        often = behaviour.Did(VIEWED, c.Range(at_least=number % 9 + 1), LastDays(number + 1))
        condition = c.All((often, c.Not(behaviour.Did(ADDED, c.Range(at_least=2), LastDays(30)))))
        segments.create(f"Segment {number}", condition, by=by, at=now)
    added = behaviour.Did(ADDED, c.Range(at_least=1), LastDays(7))
    made = segments.create("Who added", added, by=by, at=now)
    refreshing.refresh_due(at=timezone.now())
    loops.drain()
    return made.pk


def changes(secret: str, segment: int, events: int) -> Iterator[tuple[float, float]]:
    """Seconds to the answer, and to the change, of each event."""
    with (
        httpx.Client(base_url=DOOR, auth=(secret, ""), trust_env=False) as door,
        sqlite3.connect(f"file:{FOLDER}/guisu.sqlite3?mode=ro", uri=True, timeout=20) as db,
    ):
        for number in range(events):
            began = time.perf_counter()
            door.post("/v1/track", json=track(number, "Product Added")).raise_for_status()
            answered = time.perf_counter() - began
            while not db.execute(HELD, (segment, f"u{number}")).fetchone()[0]:
                if time.perf_counter() - began > PATIENCE:
                    sys.exit(f"the event of u{number} changed nothing in {PATIENCE} s")
                time.sleep(0.005)
            changed = time.perf_counter() - began
            yield answered, changed
            time.sleep(max(0.0, EVERY - changed))


def track(number: int, event: str) -> dict[str, Any]:
    return {
        "type": "track",
        "event": event,
        "userId": f"u{number}",
        "messageId": f"{event}-{number}",
        "properties": {"sku": f"T-{number % 500:04}", "price": 128.0},
    }


if __name__ == "__main__":
    main(*(int(each) for each in (*sys.argv[1:], "10000", "50", "40")[:3]))
