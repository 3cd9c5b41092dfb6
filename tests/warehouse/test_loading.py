"""What is in the operational store is in the warehouse, once, whoever its people turn out to be."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from guisu.ground.events import services as events
from guisu.ground.events.models import Event
from guisu.ground.staff.models import Installation
from guisu.ground.warehouse import services
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.models import Change
from guisu.know.customers.models import Customer
from tests import make
from tests.loaded import loaded


def load_all() -> None:
    while load():
        pass


def tell(*customers: int, kind: str = "Product Viewed", **properties: Any) -> None:
    facts = [make.entry(kind, make.NOON, row, properties=properties) for row in customers]
    with transaction.atomic():
        events.record_many(facts, at=make.NOON)


def rows(name: str, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row.values()) for row in loaded(name, *columns))


@pytest.mark.django_db
def test_events_arrive_with_their_local_day_to_the_millisecond() -> None:
    make.installation()
    late = make.NOON.replace(hour=16, minute=30, second=7, microsecond=999_999)
    with transaction.atomic():
        events.record_many([make.entry("bought", late, 7, properties={"total": 5})], at=late)

    load_all()

    [event] = loaded("events")
    assert event["occurred_at"].isoformat() == "2026-11-22T16:30:07.999000"
    assert event["local_date"].isoformat() == "2026-11-23"
    assert (event["kind"], event["row_id"], event["customer_id"]) == ("bought", 7, 7)
    assert json.loads(event["properties"]) == {"total": 5}


@pytest.mark.django_db
def test_gaps_in_the_log_are_passed_over_and_nothing_is_loaded_twice() -> None:
    tell(1, 2, 3)
    Event.objects.order_by("id")[1:2].get().delete()
    load_all()
    tell(4)

    load_all()
    load_all()

    assert [row for _, row in rows("events", "event_id", "row_id")] == [1, 3, 4]


@pytest.mark.django_db
def test_a_merge_and_its_undoing_are_followed_by_everything_that_came_to_the_row() -> None:
    root, other = make.customer("Ann"), make.customer("Anne")
    tell(root.pk, other.pk)
    load_all()

    Customer.objects.filter(pk=other.pk).update(merged_into=root)
    services.mark_changed("customers", [other.pk])
    load_all()
    merged = rows("events", "row_id", "customer_id")
    Customer.objects.filter(pk=other.pk).update(merged_into=None)
    services.mark_changed("customers", [other.pk])
    load_all()

    assert merged == [(root.pk, root.pk), (other.pk, root.pk)]
    assert rows("events", "row_id", "customer_id") == [(root.pk,) * 2, (other.pk,) * 2]


@pytest.mark.django_db
def test_an_event_that_comes_before_its_merged_customer_finds_the_root() -> None:
    load_all()
    root, other = make.customer(), make.customer()
    Customer.objects.filter(pk=other.pk).update(merged_into=root)
    tell(other.pk)
    load_all()

    services.mark_changed("customers", [root.pk, other.pk])
    load_all()

    assert rows("events", "row_id", "customer_id") == [(other.pk, root.pk)]


@pytest.mark.django_db
def test_loaded_changes_are_deleted_and_a_deleted_row_goes() -> None:
    gone, kept = make.customer(), make.customer(stores=(make.store(),))
    load_all()
    gone_id = gone.pk
    gone.delete()
    services.mark_changed("customers", [gone_id, kept.pk])

    load_all()

    assert not Change.objects.exists()
    assert rows("customers", "customer_id") == [(kept.pk,)]
    assert rows("customer_stores", "row_id", "store_id") == [(kept.pk, make.store().pk)]


@pytest.mark.django_db
def test_the_events_of_an_erased_person_are_emptied() -> None:
    erased, other = make.customer(), make.customer()
    tell(erased.pk, other.pk, phone="+8613800138000")
    load_all()
    Event.objects.filter(customer_id=erased.pk).update(properties={})
    services.mark_erased([erased.pk])

    load_all()

    kept = {row: json.loads(text) for row, text in rows("events", "row_id", "properties")}
    assert kept == {erased.pk: {}, other.pk: {"phone": "+8613800138000"}}


@pytest.mark.django_db
def test_days_follow_the_installation_to_another_zone() -> None:
    make.installation()
    tell(1)
    load_all()
    Installation.objects.update(time_zone="Pacific/Kiritimati")

    load_all()

    assert rows("events", "local_date")[0][0] == (make.NOON + timedelta(hours=14)).date()


@pytest.mark.django_db
def test_another_log_in_the_place_of_the_loaded_one_is_loaded_anew() -> None:
    tell(1, 2)
    load_all()
    Event.objects.all().delete()
    tell(3)
    first = Event.objects.get()
    Event.objects.filter(pk=first.pk).update(id=1)

    load_all()

    assert rows("events", "event_id", "row_id") == [(1, 3)]
