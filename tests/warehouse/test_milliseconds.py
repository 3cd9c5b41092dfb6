"""A warehouse of a version that cut instants to whole seconds gets their milliseconds back."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from guisu.ground.events import services as events
from guisu.ground.warehouse import engine, loading, services
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.selectors import as_of
from guisu.know.customers.models import Customer
from tests import make
from tests.loaded import loaded
from tests.warehouse.acts import cut_to_seconds

KIND = "Product Viewed"


def load_all() -> None:
    while load():
        pass


def held(name: str, *columns: str) -> list[tuple[object, ...]]:
    return sorted(tuple(row.values()) for row in loaded(name, *columns))


def everything() -> list[object]:
    return [
        held("events", "event_id", "occurred_at", "local_date"),
        held("event_properties", "event_id", "occurred_at", "text"),
        held("customers", "customer_id", "first_seen_at", "last_seen_at"),
    ]


def tell(first: int, count: int) -> None:
    steps = [timedelta(microseconds=250_321 * n) for n in range(first, first + count)]
    facts = [make.entry(KIND, make.NOON + step, 1, properties={"sku": "a"}) for step in steps]
    with transaction.atomic():
        events.record_many(facts, at=make.NOON)


@pytest.fixture
def a_shop() -> None:
    make.installation()
    for number in range(3):
        seen_at = make.NOON + timedelta(milliseconds=number)
        row = make.customer(f"Ann {number}", seen_at=seen_at)
        Customer.objects.filter(pk=row.pk).update(last_seen_at=seen_at + timedelta(seconds=1))
    services.ask_for([(KIND, "sku")], at=make.NOON)
    tell(0, 10)
    load_all()


@pytest.mark.django_db
@pytest.mark.usefixtures("a_shop")
def test_rows_loaded_earlier_get_the_milliseconds_that_the_store_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loading, "MOMENTS_AT_ONCE", 4)
    monkeypatch.setattr(loading, "KEYS_AT_ONCE", 2)
    fine = everything()
    cut_to_seconds(engine.current())
    cut = everything()

    load_all()

    assert cut != fine
    assert everything() == fine


@pytest.mark.django_db
@pytest.mark.usefixtures("a_shop")
def test_what_is_new_is_loaded_before_what_is_old_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOMENTS_AT_ONCE", 1)
    cut_to_seconds(engine.current())
    tell(10, 1)

    load()

    assert as_of().waiting == 0
    newest = held("events", "event_id", "occurred_at")[-1][1]
    assert newest == make.NOON.replace(tzinfo=None) + timedelta(milliseconds=2_503)


@pytest.mark.django_db
@pytest.mark.usefixtures("a_shop")
def test_a_moment_without_a_fraction_stays_as_it_is() -> None:
    assert held("events", "occurred_at")[0] == (make.NOON.replace(tzinfo=None),)


@pytest.mark.slow
def test_a_loader_killed_on_the_way_goes_on_where_it_was(tmp_path: Path) -> None:
    environment = {**os.environ, "GUISU_DATA": str(tmp_path), "GUISU_DATABASE": ""}

    run = subprocess.run(
        [sys.executable, "-m", "tests.warehouse.kills_on_the_way", "8", "7"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["places"] == sorted(told["places"])
    assert told["places"][0] < told["places"][-1]
    assert told["is_cut"]
    assert told["is_as_before"]
