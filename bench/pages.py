"""How long list and profile pages take over a crowd, beside their bare queries.

`python bench/pages.py [customers] [port]` serves the product over a fresh data folder and prints
JSON: milliseconds at the 50th and 95th percentile of whole pages over HTTP, one at a time, and
of the query that the page turns on, in bare `sqlite3`, in the same run.
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
from urllib.parse import quote

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
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

from bench import crowd
from guisu.staff.models import Store
from guisu.staff.services import set_up

Address = Callable[[int], str]
Query = tuple[str, Callable[[int], Any]]
TIMES = 60
REACH_MS = 300
PEOPLE = "SELECT * FROM customers_customer WHERE merged_into_id IS NULL"
LATEST = (
    "SELECT * FROM events_event WHERE customer_id = ? ORDER BY occurred_at DESC, id DESC LIMIT 51"
)
BEST_BUYERS = (
    "SELECT * FROM commerce_purchases p JOIN customers_customer c ON c.id = p.customer_id "
    "ORDER BY spent_minor DESC, customer_id DESC LIMIT 51"
)
FURTHER_DOWN = (
    "SELECT * FROM events_event WHERE customer_id = ? AND occurred_at < ? "
    "ORDER BY occurred_at DESC, id DESC LIMIT 51"
)


def main(customers: int, port: int) -> None:
    began = time.perf_counter()
    cookie = _prepare(customers)
    filled = time.perf_counter() - began
    try:
        with _server(port):
            found = {
                name: _measured(customers, port, cookie, pages, query)
                for name, (pages, query) in _pages(customers).items()
            }
    finally:
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


def _pages(
    customers: int,
) -> dict[str, tuple[Callable[[int], str], tuple[str, Callable[[int], Any]]]]:
    """Name: the address for customer n; and the bare query with its values for the same n."""
    devoted = crowd.devoted(customers)
    return {
        "list": (
            lambda _: "/customers/",
            (f"{PEOPLE} ORDER BY last_seen_at DESC, id DESC LIMIT 51", lambda _: ()),
        ),
        "search by phone": (
            lambda n: f"/customers/?q=138{n:08d}",
            (
                "SELECT * FROM customers_identity WHERE value = ?",
                lambda n: (f"+86138{n:08d}",),
            ),
        ),
        "search by name": (
            lambda n: f"/customers/?q={quote(crowd.SURNAMES[n % 20] + crowd.GIVEN[n % 30])}",
            (
                f"{PEOPLE} AND name_key >= ? AND name_key < ? || '\U0010ffff' LIMIT 51",
                lambda n: (crowd.SURNAMES[n % 20] + crowd.GIVEN[n % 30],) * 2,
            ),
        ),
        "sort by spend": (
            lambda _: "/customers/?sort=spent",
            (
                BEST_BUYERS,
                lambda _: (),
            ),
        ),
        "profile": (lambda n: f"/customers/{n}/", (LATEST, lambda n: (n,))),
        "profile of 100,000 events": (
            lambda _: f"/customers/{devoted}/",
            (LATEST, lambda _: (devoted,)),
        ),
        "timeline further down": (
            lambda n: f"/customers/{devoted}/timeline/?before={quote(_moment(n))}%2B00:00~{n}",
            (
                FURTHER_DOWN,
                lambda n: (devoted, _moment(n)),
            ),
        ),
    }


def _moment(n: int) -> str:
    """A moment among the crowd's, as SQLite stores it."""
    return f"{datetime.fromtimestamp(1_764_000_000 + n % 60_000_000, UTC):%Y-%m-%d %H:%M:%S}"


def _prepare(customers: int) -> str:
    """Tables, an owner, the crowd; the session cookie of the owner."""
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
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.create()
    connection.close()
    crowd.fill(FOLDER / "guisu.sqlite3", customers)
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
