"""A count whose process is killed, again and again, ends as one that nobody disturbed."""

import random
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections, transaction

from guisu.ground.events import services as events
from guisu.ground.events.models import Event
from guisu.ground.warehouse import engine
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.models import Customer
from guisu.know.segments.models import Crossing, Member, Segment, Snapshot
from guisu.know.segments.services import refreshing, segments
from tests import child, make
from tests import conditions as c
from tests.warehouse.test_loading import load_all

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PEOPLE, KILLS = 12_000, 3
LOOKED = c.Did(c.Happening("Product Viewed"))
LATER = make.NOON + timedelta(hours=1)


def a_crowd() -> list[int]:
    """People whose first look is in the warehouse, and in no segment yet."""
    found = Customer.objects.bulk_create(
        Customer(source="test", first_seen_at=make.NOON, last_seen_at=make.NOON)
        for _ in range(PEOPLE)
    )
    people = [each.pk for each in found]
    mark_changed("customers", people)
    return people


def look(people: list[int]) -> None:
    with transaction.atomic():
        facts = [make.entry("Product Viewed", make.NOON, row) for row in people]
        events.record_many(facts, at=make.NOON)


def test_a_count_killed_midway_moves_each_person_once() -> None:
    people = a_crowd()
    segment = segments.create("Lookers", LOOKED, by=make.mei(), at=make.NOON)
    load_all()
    refreshing.refresh_due(at=make.NOON)
    look(people)
    load_all()
    engine.close()
    connections.close_all()
    chance = random.Random(5)  # noqa: S311 - a test's dice
    told = segment.pk, settings.WAREHOUSE_PATH, LATER.isoformat()

    moved = []
    for _ in range(KILLS):
        with child.running("tests.segments.acts:count", *told) as worker:
            # One thousand are moved, more or less of the next.
            assert [child.said(worker) for _ in range(2)] == ["moving", "moving"]
            time.sleep(chance.uniform(0, 0.1))
            child.kill(worker)
        moved.append(Member.objects.filter(segment=segment).count())
    while_killed = Snapshot.objects.filter(segment=segment, at=LATER).count()
    with child.running("tests.segments.acts:count", *told) as worker:
        worker.communicate(timeout=120)
        assert worker.returncode == 0

    assert moved == sorted(moved)
    assert 0 < moved[-1] < PEOPLE
    assert while_killed == 0
    inside = Member.objects.filter(segment=segment).values_list("customer_id", flat=True)
    assert sorted(inside) == people
    assert Counter(Crossing.objects.values_list("customer_id", flat=True)) == Counter(people)
    assert Event.objects.filter(kind="segment.entered").count() == PEOPLE
    assert Segment.objects.get(pk=segment.pk).size == PEOPLE
    assert Snapshot.objects.get(segment=segment, at=LATER).size == PEOPLE
