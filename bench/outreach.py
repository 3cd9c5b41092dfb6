"""Planning a message to everybody, and what intake and pages notice of it, on SQLite.

`python bench/outreach.py [customers]` prints JSON. The planner asks every gate of every customer
and writes a delivery or a reason; beside it one client sends events and another opens the
customers list, as fast as they are answered, in the one process in which all of it runs. Both are
measured at rest first. Reference of the same run: rows of the same width by `sqlite3` alone.
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ.setdefault("GUISU_DATABASE", "")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import crowd
from guisu.config import start

start.django()
# As the product sets it (`config.wsgi`): how long a thread keeps the interpreter from the others.
sys.setswitchinterval(0.0005)

from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from django.utils import timezone

from guisu.act.outreach.domain.codes import Need, Purpose
from guisu.act.outreach.models import ConsentRule, Delivery, FrequencyCap
from guisu.act.outreach.services import causes, planning
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.planning import COLUMNS, Occasion
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Content, Message
from guisu.ground.staff import services as staff
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import Staff, Store
from guisu.know.customers.models import Customer

AT_REST_SECONDS = 15
EVENT = {"type": "track", "userId": "u7", "event": "Product Viewed", "properties": {"sku": "T-1"}}


def main(customers: int) -> None:
    owner, token = prepare(customers)
    everybody = list(Customer.objects.values_list("pk", flat=True))
    at_rest = beside(owner, token, lambda: time.sleep(AT_REST_SECONDS))
    took: list[float] = []

    def plan() -> None:
        now, begun = timezone.now(), time.perf_counter()
        counts = planning.plan(everybody, Occasion(cause(), due_at=now), at=now)
        took.append(time.perf_counter() - begun)
        connection.close()
        if counts.total() != customers:
            raise RuntimeError(str(counts))

    planned = beside(owner, token, plan)
    alone = raw(customers)
    rate = customers / took[0]
    told: dict[str, Any] = {
        "customers": customers,
        "load_of_machine": [round(each, 1) for each in os.getloadavg()],
        "planned_a_second": round(rate),
        "raw_rows_a_second": round(alone),
        "planned_to_raw": round(rate / alone, 3),
        "at_rest_ms": at_rest,
        "while_planning_ms": planned,
        "p99_to_rest": {
            who: round(planned[who]["p99"] / at_rest[who]["p99"], 2) for who in planned
        },
        "left_out": Delivery.objects.filter(state="dropped").count(),
    }
    print(json.dumps(told, indent=2))


def prepare(customers: int) -> tuple[Staff, str]:
    start.migrate()
    now = timezone.now()
    owner = staff.set_up(
        organisation={"name": "Bench"},
        owner={"username": "mei", "name": "Mei", "email": "", "password": "plum-blossom-42"},
        store={"name": "North", "code": "north"},
        at=now,
    )
    Store.objects.create(name="South", code="south")
    _, token = staff.make_key("bench", scopes=[KeyScope.WRITE_EVENTS], store=None, by=None, at=now)
    ConsentRule.objects.create(channel="sms", purpose="marketing", need=Need.UNLESS_A_NO)
    FrequencyCap.objects.create(most=4, days=30)
    connection.close()
    crowd.fill(FOLDER / "guisu.sqlite3", customers)
    return owner, token


def cause() -> Any:
    now = timezone.now()
    sms = Connection.objects.create(
        name="SMS", account="bench", sealed_settings="", path="bench", created_at=now
    )
    reason = Reason("bench", "all", sms, "sms", Purpose.MARKETING)
    return causes.cause(reason, says={"": Message(Content(text="周五会员日"))}, at=now)


def beside(owner: Staff, token: str, work: Callable[[], None]) -> dict[str, dict[str, float]]:
    """Milliseconds that each client waited while `work` was done."""
    sends, opens = Client(), Client()
    opens.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    body = json.dumps({"batch": [EVENT] * 20, "writeKey": token})
    clients = {
        "intake": lambda: sends.post("/v1/batch", body, content_type="application/json"),
        "page": lambda: opens.get("/customers/"),
    }
    over = threading.Event()
    waits: dict[str, list[float]] = {name: [] for name in clients}

    def ask(name: str) -> None:
        while not over.is_set():
            begun = time.perf_counter()
            answer = clients[name]()
            waits[name].append((time.perf_counter() - begun) * 1_000)
            if answer.status_code != 200:
                raise RuntimeError(f"{name}: {answer.status_code}")
            time.sleep(0.02)
        connection.close()

    threads = [threading.Thread(target=ask, args=(name,)) for name in clients]
    for each in threads:
        each.start()
    work()
    over.set()
    for each in threads:
        each.join()
    return {name: percentiles(each) for name, each in waits.items()}


def percentiles(waits: list[float]) -> dict[str, float]:
    told = sorted(waits)
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: round(told[int(share * (len(told) - 1))], 1) for name, share in at.items()}
    return {"times": len(told), **found}


def raw(count: int) -> float:
    """Rows a second of `executemany` into a table like that of deliveries, 500 a transaction."""
    database = sqlite3.connect(FOLDER / "raw.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    names = ", ".join(COLUMNS)
    database.execute(f"CREATE TABLE copy (id INTEGER PRIMARY KEY AUTOINCREMENT, {names})")
    for name in ("customer_id", "connection_id", "cause_id", "address"):
        database.execute(f"CREATE INDEX copy_{name} ON copy ({name}, due_at)")
    marks = ", ".join("?" * len(COLUMNS))
    row = [1, "", "person", 0, 1, "sms", "+8613800000000", "", "{}"]
    rest = ["", "", "", "2026-11-28 12:00:00", 0, "waiting", "", None, 1]
    begun = time.perf_counter()
    for first in range(0, count, 500):
        rows = [[*row[:3], pk, *row[4:], *rest] for pk in range(first, first + 500)]
        database.execute("BEGIN IMMEDIATE")
        database.executemany(f"INSERT INTO copy ({names}) VALUES ({marks})", rows)
        database.execute("COMMIT")
    return count / (time.perf_counter() - begun)


if __name__ == "__main__":
    setup_test_environment()
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
