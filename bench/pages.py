"""How long pages take over a crowd, beside their bare queries.

`python bench/pages.py [customers] [port] [folder]` serves the product over a fresh data folder
(or over `folder`, filled at the first run and kept) and prints JSON: milliseconds at the 50th
and 95th percentile of whole pages over HTTP, one at a time, and of the query that the page turns
on, in bare `sqlite3`, in the same run.
"""

import http.client
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

KEPT = Path(sys.argv[3]) if len(sys.argv) > 3 else None
FOLDER = KEPT or Path(tempfile.mkdtemp(prefix="guisu-bench-"))
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ["GUISU_DATABASE"] = ""
os.environ["GUISU_BACKGROUND"] = "off"  # pages alone: nothing else wants the processors
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
sys.path.insert(0, str(Path(__file__).parents[1]))

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

from bench import addresses, crowd
from bench.addresses import Address, Query
from guisu.ground.staff.models import Staff, Store
from guisu.ground.staff.services import make_key, set_up
from guisu.ground.warehouse import engine
from guisu.ground.warehouse.loading import load

TIMES = 40
REACH_MS = 300


def main(customers: int, port: int) -> None:
    began = time.perf_counter()
    cookie = _prepare(customers)
    filled = time.perf_counter() - began
    try:
        with _server(port):
            found = {
                name: _measured(customers, port, cookie, pages, query)
                for name, (pages, query) in addresses.pages(customers).items()
            }
    finally:
        if KEPT is None:
            shutil.rmtree(FOLDER, ignore_errors=True)
    print(
        json.dumps(
            {
                "customers": customers,
                "events_of_the_devoted_one": crowd.DEVOTED_EVENTS,
                "seconds_to_fill": round(filled),
                "pages": found,
                "reach_p95_ms": REACH_MS,
            },
            indent=2,
            ensure_ascii=False,
        )
    )


def _prepare(customers: int) -> str:
    """Tables, an owner, the crowd; the session cookie of the owner."""
    if (FOLDER / "warehouse.duckdb").exists():
        return _session(Staff.objects.get())
    call_command("migrate", verbosity=0)
    owner = set_up(
        organisation={"name": "Bench"},
        owner={
            "username": "mei",
            "name": "Mei",
            "email": "",
            "password": "plum-blossom-42",
        },
        store={"name": "North", "code": "north"},
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    Store.objects.create(name="South", code="south")
    make_key("Shop", scopes=[], store=None, by=owner, at=datetime(2026, 1, 1, tzinfo=UTC))
    cookie = _session(owner)
    crowd.fill(FOLDER / "guisu.sqlite3", customers)
    while load():
        pass
    engine.close()
    return cookie


def _session(owner: Staff) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.create()
    connection.close()
    return f"guisu_session={session.session_key}"


@contextmanager
def _server(port: int) -> Iterator[None]:
    with (FOLDER / "serve.log").open("wb") as told:
        started = subprocess.Popen(
            [str(Path(sys.executable).parent / "guisu"), "serve", "--port", str(port)],
            stdout=told,
            stderr=told,
        )
    try:
        _wait_for(port)
        yield
    finally:
        started.terminate()
        started.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(900):
        try:
            _page(port, "/sign-in/", "")
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start:\n" + (FOLDER / "serve.log").read_text())


def _measured(
    customers: int,
    port: int,
    cookie: str,
    pages: Address,
    query: Query,
) -> dict[str, float]:
    chance = random.Random(7)
    numbers = [chance.randrange(1, customers) for _ in range(TIMES)]
    statement, values = query
    bare = sqlite3.connect(FOLDER / "guisu.sqlite3")
    _page(port, pages(numbers[0]), cookie)
    whole = [_timed(lambda n=n: _page(port, pages(n), cookie)) for n in numbers]
    alone = [_timed(lambda n=n: bare.execute(statement, values(n)).fetchall()) for n in numbers]
    bare.close()
    return {
        "p50_ms": _percentile(whole, 50),
        "p95_ms": _percentile(whole, 95),
        "reference_query_p50_ms": _percentile(alone, 50),
        "reference_query_p95_ms": _percentile(alone, 95),
    }


def _page(port: int, address: str, cookie: str) -> bytes:
    speaker = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    speaker.request("GET", address, headers={"Cookie": cookie} if cookie else {})
    answer = speaker.getresponse()
    body = answer.read()
    speaker.close()
    if cookie and answer.status != http.client.OK:
        raise SystemExit(f"{address} answered {answer.status}")
    return body


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _percentile(values: list[float], share: int) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)], 2)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 8360,
    )
