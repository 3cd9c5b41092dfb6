"""A person with a hundred thousand events is forgotten, however often the worker dies at it."""

import json
import random
import time

import pytest
from django.db import transaction

from guisu.ground.events.models import Event
from guisu.ground.events.services import record_many
from guisu.ground.warehouse.loading import load
from guisu.know.customers import services
from guisu.know.customers.models import Customer
from tests import child, make
from tests.loaded import loaded

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EVENTS = 100_000


def far_travelled() -> Customer:
    person = make.customer("Plum Blossom", identities={"user_id": "traveller"})
    for start in range(0, EVENTS, 10_000):
        facts = [
            make.entry(
                "Bought", make.NOON, person.pk, properties={"total": n, "to": "Plum Blossom"}
            )
            for n in range(start, start + 10_000)
        ]
        with transaction.atomic():
            record_many(facts, at=make.NOON)
    return person


def test_a_hundred_thousand_events_are_emptied_by_workers_that_are_killed() -> None:
    make.mei()
    person, bystander = far_travelled(), make.customer("Orchid")
    with transaction.atomic():
        record_many(
            [make.entry("Bought", make.NOON, bystander.pk, properties={"to": "Orchid"})],
            at=make.NOON,
        )
    while load():
        pass
    services.erase(person, by=None, at=make.NOON)
    chance = random.Random(5)  # noqa: S311 - repeatable kills

    kills = 0
    for _ in range(3):
        with child.running("tests.customers.acts:scrub", person.pk) as worker:
            child.said(worker)
            time.sleep(chance.uniform(0.05, 0.6))
            kills += worker.poll() is None
            child.kill(worker)
    with child.running("tests.customers.acts:scrub", person.pk) as worker:
        assert worker.wait(300) == 0
    while load():
        pass

    assert kills >= 2
    log = Event.objects.filter(customer_id=person.pk, kind="Bought")
    assert not log.filter(properties__has_key="to").exists()
    bought = [event for event in loaded("events") if event["kind"] == "Bought"]
    told = {True: [], False: []}  # type: dict[bool, list[dict[str, object]]]
    for event in bought:
        told[event["row_id"] == person.pk].append(json.loads(event["properties"]))
    assert sorted(each["total"] for each in told[True]) == list(range(EVENTS))  # type: ignore[type-var]
    assert all(set(each) == {"total"} for each in told[True])
    assert told[False] == [{"to": "Orchid"}]
