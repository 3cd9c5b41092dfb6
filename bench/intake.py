"""Events a second through the intake's door, and through to log, customers and warehouse.

`python bench/intake.py [seconds]` prints JSON. The door is `guisu serve` on loopback with its
background loops on; the load generator is wrk in a process of its own. References of the same
run: `sqlite3` committing the same bodies with synchronous=FULL, and `executemany` of the same
events into a table like the log.
"""

import base64
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
ROOT = Path(__file__).parents[1]
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ["GUISU_DATABASE"] = ""
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
PORT = int(os.environ.get("GUISU_PORT", "8339"))
DOOR = f"http://127.0.0.1:{PORT}"
sys.path.insert(0, str(ROOT))

from bench import raw
from guisu.config import start

start.django()

from django.utils import timezone

from guisu.ground.staff import services as staff
from guisu.ground.staff.domain import KeyScope

BATCH = 100
CONNECTIONS = 8

# Each request gets ids of its own; the rest of a message is what a shop's SDK sends.
SCRIPT = """
local count = 0
local id = 0
function setup(thread) end
function init(args) math.randomseed(os.time()) id = math.random(1, 1e9) end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Basic @AUTH@"
local head = '{"type":"track","event":"Product Viewed","timestamp":"2026-11-22T04:00:00.000Z",'
  .. '"context":{"library":{"name":"analytics-python","version":"2.4.0"},"page":{"path":"/tea",'
  .. '"url":"https://shop.example/tea/spring"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64)"},'
  .. '"properties":{"sku":"T-0042","name":"Spring tea","price":128.0,"category":"tea",'
  .. '"position":3},"integrations":{},"anonymousId":null,"userId":"u'
function request()
  local parts = {}
  for i = 1, @BATCH@ do
    count = count + 1
    parts[i] = head .. math.random(1, @PEOPLE@) .. '","messageId":"' .. id .. '-' .. count .. '"}'
  end
  return wrk.format(nil, "/v1/batch", nil, '{"batch":[' .. table.concat(parts, ",")
    .. '],"sentAt":"2026-11-22T04:00:00.000Z"}')
end
"""


def main(seconds: int) -> None:
    start.migrate()
    now = timezone.now()
    _, token = staff.make_key("bench", scopes=[KeyScope.WRITE_EVENTS], store=None, by=None, at=now)
    references = {
        "raw_spool_events_s": raw_spool(seconds=3),
        "raw_log_events_s": raw.log(FOLDER),
    }
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("guisu")), "serve", "--port", str(PORT)], cwd=ROOT
    )
    try:
        wait_for_door()
        warm_up(token)
        figures = measured(token, seconds)
    finally:
        server.terminate()
        server.wait(30)
    accepted, through = figures["accepted_events_s"], figures["through_events_s"]
    ratios = {
        "accepted_to_raw_spool": round(accepted / references["raw_spool_events_s"], 3),
        "through_to_raw_log": round(through / references["raw_log_events_s"], 3),
    }
    setting = {"batch": BATCH, "connections": CONNECTIONS, "seconds": seconds}
    print(json.dumps(setting | figures | references | ratios, indent=2))
    shutil.rmtree(FOLDER, ignore_errors=True)


def measured(token: str, seconds: int) -> dict[str, Any]:
    """What the door accepts under load, and what comes through until the spool is empty."""
    before = rows_in("events_event")
    started = time.perf_counter()
    door = load(token, seconds)
    logged = rows_in("events_event") - before
    return door | {"logged_while_accepting": logged} | drained(started, before=before)


def load(token: str, seconds: int) -> dict[str, Any]:
    """wrk against the door: accepted events a second, percentiles in milliseconds, refusals."""
    basic = base64.b64encode(f"{token}:".encode()).decode()
    script = FOLDER / "load.lua"
    text = SCRIPT.replace("@AUTH@", basic).replace("@BATCH@", str(BATCH))
    script.write_text(text.replace("@PEOPLE@", str(raw.PEOPLE)))
    told = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), DOOR],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    requests = float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1))  # type: ignore[union-attr]
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return {
        "accepted_events_s": round(requests * BATCH),
        "p50_ms": milliseconds(told, "50%"),
        "p99_ms": milliseconds(told, "99%"),
        "refused_requests": int(refused.group(1)) if refused else 0,
    }


def milliseconds(told: str, percentile: str) -> float:
    amount, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s)", told).groups()  # type: ignore[union-attr]
    return round(float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[unit], 2)


def warm_up(token: str) -> None:
    """Have every loop do its work once: the first round loads the warehouse's libraries."""
    load(token, 2)
    while rows_in("intake_arrived", "spool") or rows_in("warehouse_change"):
        time.sleep(0.05)
    time.sleep(3)


def drained(started: float, *, before: int) -> dict[str, Any]:
    """From the first request until the spool is empty; the warehouse loader runs beside it."""
    while rows_in("intake_arrived", "spool"):
        time.sleep(0.05)
    logged, log_seconds = rows_in("events_event") - before, time.perf_counter() - started
    return {
        "events": logged,
        "customers": rows_in("customers_customer"),
        "through_events_s": round(logged / log_seconds),
    }


def rows_in(table: str, store: str = "guisu") -> int:
    with sqlite3.connect(f"file:{FOLDER / store}.sqlite3?mode=ro", uri=True, timeout=20) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def wait_for_door() -> None:
    for _ in range(1200):
        try:
            urllib.request.urlopen(f"{DOOR}/healthz", timeout=1)  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not start")


def raw_spool(*, seconds: int) -> int:
    """Events a second when `sqlite3` alone commits bodies of the same size, one a transaction."""
    db = raw.database(FOLDER)
    db.execute("CREATE TABLE spool (id INTEGER PRIMARY KEY, at TEXT, body BLOB)")
    body, commits, until = os.urandom(BATCH * 430), 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO spool (at, body) VALUES (?, ?)", ("2026-11-22 04:00:00", body))
        db.execute("COMMIT")
        commits += 1
    db.close()
    return round(commits * BATCH / seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
