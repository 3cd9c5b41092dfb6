"""A forgotten person is nowhere to be found, and what still arrives cannot undo it."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from guisu.ground.events import delivery
from guisu.ground.events.models import Event
from guisu.ground.events.services import record_many
from guisu.ground.jobs import worker
from guisu.ground.staff.selectors import scope_of
from guisu.know.customers import selectors, services
from guisu.know.customers.domain import AlreadyErased, Arrival, Claim
from guisu.know.customers.models import Consent, Customer, Identity
from guisu.know.customers.services import erasing
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(days=1)


def arrive(*claims: tuple[str, str], name: str = "") -> tuple[int, bool]:
    told = tuple(Claim(*claim) for claim in claims)
    arrival = Arrival(told, make.NOON, "key:1", {"name": name} if name else {})
    with transaction.atomic():
        (found,) = services.resolve([arrival], at=LATER)
    return found.customer_id, found.is_erased


def erased() -> Customer:
    mei = make.mei()
    pk, _ = arrive(("user_id", "u1"), ("phone", "13800138000"), name="Plum Blossom")
    person = Customer.objects.get(pk=pk)
    services.edit(person, changes={"region": "Hangzhou"}, by=mei, at=make.NOON)
    services.say_consent(
        person,
        channel="sms",
        purpose="marketing",
        granted=True,
        evidence="form of Plum Blossom",
        source="staff:1",
        by=mei,
        at=make.NOON,
    )
    facts = [
        make.entry("Order Completed", make.NOON, pk, properties={"total": n, "to": "Plum Blossom"})
        for n in range(erasing.AT_ONCE + 1)
    ]
    with transaction.atomic():
        record_many(facts, at=make.NOON)
    services.erase(person, by=mei, at=LATER)
    return person


def test_nothing_that_names_an_erased_person_is_left_and_totals_are() -> None:
    person = erased()

    while delivery.deliver():
        pass
    worker.work()

    told = json.dumps(services.export_person(person), ensure_ascii=False)
    assert "Plum" not in told
    assert "13800138000" not in told
    assert "Hangzhou" not in told
    sums = Event.objects.filter(kind="Order Completed").values_list("properties", flat=True)
    assert sum(each["total"] for each in sums) == sum(range(erasing.AT_ONCE + 1))
    assert Consent.objects.get().granted


def test_a_late_event_of_an_erased_person_stays_nameless() -> None:
    person = erased()

    found = arrive(("user_id", "u1"), ("union_id", "w1"), name="Plum Blossom")

    assert found == (person.pk, True)
    assert not Identity.objects.exists()
    assert Customer.objects.get().name == ""


def test_a_person_who_comes_back_of_their_own_will_starts_anew() -> None:
    person = erased()
    services.lift_erasure(person, by=make.mei(), at=LATER)

    pk, is_erased = arrive(("user_id", "u1"), name="Plum Blossom")

    assert (pk != person.pk, is_erased) == (True, False)


def test_an_erased_person_is_not_found_by_what_they_were_called() -> None:
    erased()
    scope = scope_of(make.mei())

    assert not selectors.search(scope, "13800138000").exists()
    assert not selectors.search(scope, "plum").exists()


def test_erasing_twice_is_refused() -> None:
    person = erased()

    with pytest.raises(AlreadyErased):
        services.erase(person, by=make.mei(), at=LATER)
