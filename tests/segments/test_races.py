"""Counts and events at once, in threads: each person is in or out once, and told of once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from guisu.ground.events import services as events
from guisu.ground.events.models import Event
from guisu.ground.warehouse.services import mark_changed
from guisu.know.segments.models import Crossing, Member, Segment
from guisu.know.segments.services import reacting, refreshing, segments
from tests import conditions as c
from tests import make
from tests.warehouse.test_loading import load_all

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DID = c.Did(c.Happening("Product Viewed"))
PEOPLE = 60


def at_once(*acts: Callable[[], object]) -> None:
    """Run all acts in threads that start together; any failure fails the test."""
    gate = threading.Barrier(len(acts))
    failed: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_counts_and_events_at_once_move_each_person_once() -> None:
    people = [make.customer(f"p{n}").pk for n in range(PEOPLE)]
    mark_changed("customers", people)
    segment = segments.create("Lookers", DID, by=make.mei(), at=make.NOON)
    load_all()
    refreshing.refresh_due(at=make.NOON)
    facts = [make.entry("Product Viewed", make.NOON, row) for row in people]
    with transaction.atomic():
        events.record_many(facts, at=make.NOON)
    load_all()
    later = make.NOON + timedelta(hours=1)

    def count() -> None:
        refreshing.refresh([Segment.objects.get(pk=segment.pk)], at=later)

    def follow() -> None:
        while reacting.follow():
            pass

    at_once(count, follow, count, follow)

    segment.refresh_from_db()
    inside = Member.objects.filter(segment=segment).values_list("customer_id", flat=True)
    assert sorted(inside) == people
    assert Counter(Crossing.objects.values_list("customer_id", flat=True)) == Counter(people)
    assert Event.objects.filter(kind="segment.entered").count() == PEOPLE
