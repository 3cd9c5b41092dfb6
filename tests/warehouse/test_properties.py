"""Properties that conditions compare stand in rows of their own, whenever they were asked for."""

from typing import Any

import pytest
from django.db import transaction

from guisu.ground.events import services as events
from guisu.ground.events.models import Event
from guisu.ground.warehouse import rebuilding, selectors, services
from guisu.ground.warehouse.loading import load
from guisu.know.customers.models import Customer
from tests import make
from tests.warehouse.test_loading import load_all, rows, tell

VIEWED = ("Product Viewed", "sku")


def kept() -> list[tuple[Any, ...]]:
    return rows("event_properties", "row_id", "kind", "name", "text", "number", "flag")


def expected(row_id: int, **value: Any) -> tuple[Any, ...]:
    return (row_id, *VIEWED, value.get("text"), value.get("number"), value.get("flag"))


@pytest.mark.django_db
def test_what_is_asked_for_is_taken_from_events_before_and_after() -> None:
    tell(1, sku="D02", price=5)
    load_all()
    services.ask_for([VIEWED], at=make.NOON)
    before = selectors.unanswered([VIEWED])

    load_all()
    tell(2, sku=7)
    tell(3, sku=True)
    tell(4, sku=["D02"])
    tell(5, kind="Cart Viewed", sku="D02")
    load_all()

    assert before == {VIEWED}
    assert selectors.unanswered([VIEWED]) == set()
    assert kept() == [expected(1, text="D02"), expected(2, number=7.0), expected(3, flag=True)]


@pytest.mark.django_db
def test_asking_twice_and_rebuilding_keep_each_property_once() -> None:
    services.ask_for([VIEWED], at=make.NOON)
    tell(1, sku="D02")
    load_all()
    services.ask_for([VIEWED, VIEWED], at=make.NOON)
    load_all()

    rebuilding.rebuild()

    assert kept() == [expected(1, text="D02")]
    assert not load()


@pytest.mark.django_db
def test_properties_follow_people_and_go_with_their_events() -> None:
    root, other = make.customer("Ann"), make.customer("Anne")
    services.ask_for([VIEWED], at=make.NOON)
    tell(other.pk, sku="D02")
    load_all()

    Customer.objects.filter(pk=other.pk).update(merged_into=root)
    services.mark_changed("customers", [other.pk])
    load_all()
    joined = rows("event_properties", "customer_id", "text")
    Event.objects.update(properties={})
    services.mark_erased([other.pk])
    load_all()

    assert joined == [(root.pk, "D02")]
    assert kept() == []


@pytest.mark.django_db
def test_a_person_is_known_by_the_channels_of_their_identities() -> None:
    made = make.customer("Ann", identities={"phone": "+8613800138000", "email": "not-one"})
    services.mark_changed("customers", [made.pk])

    load_all()

    assert rows("identities", "customer_id", "channel") == [(made.pk, "phone")]


@pytest.mark.django_db
def test_a_late_property_of_a_long_log_is_taken_in_pieces(monkeypatch: Any) -> None:
    monkeypatch.setattr("guisu.ground.warehouse.properties.AT_ONCE", 2)
    with transaction.atomic():
        events.record_many(
            [make.entry(VIEWED[0], make.NOON, n, properties={"sku": str(n)}) for n in range(1, 8)],
            at=make.NOON,
        )
    load_all()
    services.ask_for([VIEWED], at=make.NOON)

    load_all()

    assert kept() == [expected(n, text=str(n)) for n in range(1, 8)]
