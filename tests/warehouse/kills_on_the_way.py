"""A loader killed again and again while it brings milliseconds; run by test_milliseconds.py.

A program of its own, because the loader must be a process that can be killed. Prints as JSON how
far each had come, and whether the rows are those that were loaded at first.
"""

# ruff: noqa: E402 - Django is set up before models are imported
import json
import os
import random
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
from guisu.ground.warehouse import columns, engine, loading, shape
from guisu.ground.warehouse.loading import load
from tests import make
from tests.loaded import loaded
from tests.warehouse.acts import cut_to_seconds

START = datetime(2026, 11, 22, tzinfo=UTC)
EVENTS = 3_000


def main(kills: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, nothing to guess
    columns.keys([1])  # what Arrow imports late, it imports here and not in each loader
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        facts = [
            make.entry("x", START + timedelta(milliseconds=n * 37), n % 50 + 1)
            for n in range(EVENTS)
        ]
        events.record_many(facts, at=START)
    while load():
        pass
    fine = _moments()
    cut_to_seconds(engine.current())
    is_cut = _moments() != fine
    loading.MOMENTS_AT_ONCE = 40  # so that kills fall between and inside many commits
    places = []
    for _ in range(kills):
        _load_and_die(chance)
        places.append(_place())
    while load():
        pass
    print(json.dumps({"places": places, "is_cut": is_cut, "is_as_before": _moments() == fine}))


def _load_and_die(chance: random.Random) -> None:
    """A loader that is killed at any moment of its next steps, after the first few."""
    engine.close()
    connection.close()
    stepped, telling = os.pipe()
    child = os.fork()
    if child == 0:
        while load():
            os.write(telling, b".")
        os._exit(0)
    os.close(telling)
    for _ in range(chance.randint(1, 5)):
        os.read(stepped, 1)
    time.sleep(chance.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(stepped)


def _place() -> int:
    """The last event that has its milliseconds."""
    with engine.current().writing() as writer:
        assert writer is not None
        place = shape.progress(writer).get(shape.coarse(shape.EVENTS))
    return EVENTS if place is None else place.position


def _moments() -> list[list[str]]:
    found = loaded("events", "event_id", "occurred_at")
    return sorted([str(row["event_id"]), row["occurred_at"].isoformat()] for row in found)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
