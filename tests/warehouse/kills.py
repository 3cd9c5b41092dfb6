"""A shop that writes while its loader is killed again and again; run by test_kills.py.

A program of its own, because the loader must be a process that can be killed. Prints as JSON
what the operational store holds and what the warehouse made of it.
"""

# ruff: noqa: E402 - Django is set up before models are imported
import json
import os
import random
import select
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from guisu.ground.events import services as events
from guisu.ground.events.models import Event
from guisu.ground.warehouse import columns, loading, log, services
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.selectors import as_of
from guisu.know.customers.models import Customer
from tests import make
from tests.loaded import loaded

START = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE, EVENTS_A_WRITE = 40, 150


def main(kills: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, nothing to guess
    # Many commits, so that kills fall between and inside them.
    log.MOST_ROWS = loading.MUCH = 100
    columns.keys([1])  # what Arrow imports late, it imports here and not in each loader
    call_command("migrate", verbosity=0)
    for number in range(kills):
        loader, loaded = _start_loader()
        # Some die while they open the warehouse, most while they load, however busy the machine.
        while number % 4 and not select.select([loaded], [], [], 0)[0]:
            _write(chance)
        alive_until = time.monotonic() + chance.uniform(0, 0.6)
        while time.monotonic() < alive_until:
            _write(chance)
        os.close(loaded)
        os.kill(loader, signal.SIGKILL)
        os.waitpid(loader, 0)
    while_killed = as_of().event_id
    while load():
        pass
    print(json.dumps({"while_killed": while_killed, **_told()}))


def _start_loader() -> tuple[int, int]:
    """The loader's process, and a pipe with a word in it once it has loaded events."""
    connection.close()
    loaded, telling = os.pipe()
    child = os.fork()
    if child == 0:
        before = as_of().event_id
        while True:
            if not load():
                time.sleep(0.002)
            if before >= 0 and as_of().event_id > before:
                os.write(telling, b".")
                before = -1
    os.close(telling)
    return child, loaded


def _write(chance: random.Random) -> None:
    _write_once(chance)
    time.sleep(0.01)  # a writer that never rests starves others of SQLite's one lock


@transaction.atomic
def _write_once(chance: random.Random) -> None:
    rows: list[tuple[int, int | None]] = list(Customer.objects.values_list("pk", "merged_into__pk"))
    if len(rows) < PEOPLE:
        made = Customer.objects.create(source="x", first_seen_at=START, last_seen_at=START)
        services.mark_changed("customers", [made.pk])
        rows.append((made.pk, None))
    one = chance.choice(rows)[0]
    roots = [pk for pk, into in rows if into is None and pk != one]
    if not Customer.objects.filter(merged_into=one).exists():
        into = chance.choice([None, *roots])
        Customer.objects.filter(pk=one).update(merged_into=into)
        services.mark_changed("customers", [one])
    facts = [
        make.entry("x", START + timedelta(seconds=n), chance.choice(rows)[0])
        for n in range(EVENTS_A_WRITE)
    ]
    events.record_many(facts, at=START)


def _told() -> dict[str, list[list[int]]]:
    roots = {pk: into or pk for pk, into in Customer.objects.values_list("pk", "merged_into_id")}
    logged = Event.objects.order_by("id").values_list("id", "customer_id")
    events_loaded = loaded("events", "event_id", "row_id", "customer_id")
    people = loaded("customers", "customer_id", "root_id")
    return {
        "log": [[pk, row, roots[row]] for pk, row in logged],
        "events": sorted(list(event.values()) for event in events_loaded),
        "people": sorted([pk, root] for pk, root in roots.items()),
        "customers": sorted(list(person.values()) for person in people),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
