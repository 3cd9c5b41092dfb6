"""Consent, a copy of a person's data, and erasure, through the API."""

from typing import Any

import pytest
from django.test import Client

from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AuditEntry
from guisu.know.customers import services
from guisu.know.customers.models import Consent, Customer, Identity
from tests import make
from tests.api.test_rest import caller
from tests.commerce.test_record_orders import tell
from tests.commerce.test_record_orders import told as order_told

pytestmark = pytest.mark.django_db
YES: dict[str, Any] = {
    "channel": "sms",
    "purpose": "marketing",
    "granted": True,
    "evidence": "form 7",
    "said_at": "2026-11-01T10:00:00+08:00",
}


def say(client: Client, person: Customer, **word: Any) -> Any:
    address = f"/api/v1/customers/{person.pk}/consents"
    return client.post(address, YES | word, content_type="application/json")


def trail() -> list[tuple[str, str]]:
    entries = AuditEntry.objects.exclude(action="key.made").order_by("pk")
    return list(entries.values_list("action", "staff_name"))


def test_the_latest_word_holds_and_each_is_kept_with_its_evidence() -> None:
    client, person = caller(), make.customer()

    say(client, person)
    say(client, person, granted=False, evidence="call", said_at="2026-11-03T02:00:00Z")
    say(client, person, evidence="older form", said_at="2026-10-01T02:00:00Z")

    told = client.get(f"/api/v1/customers/{person.pk}/consents").json()
    assert [(each["granted"], each["evidence"]) for each in told["now"]] == [(False, "call")]
    assert [each["evidence"] for each in told["history"]] == ["call", "form 7", "older form"]


def test_the_same_word_told_again_is_noted_and_audited_once_under_the_keys_name() -> None:
    client, person = caller(), make.customer()

    first, again = say(client, person), say(client, person)

    assert first.json() == again.json()
    assert Consent.objects.get().source == first.json()["source"]
    ((action, by),) = trail()
    assert action == "consent.said"
    assert by.startswith("shop (gs_")


def test_a_word_from_the_future_counts_as_said_now() -> None:
    client, person = caller(), make.customer()

    say(client, person, said_at="2999-01-01T00:00:00Z")
    answer = say(client, person, granted=False, said_at=None)

    assert answer.json()["granted"] is False
    now = client.get(f"/api/v1/customers/{person.pk}/consents").json()["now"]
    assert [each["granted"] for each in now] == [False]


def test_a_copy_holds_what_is_known_and_says_in_the_audit_log_who_took_it() -> None:
    client = caller()
    person = make.customer("Ann", identities={"email": "ann@example.com"})
    say(client, person)
    tell(order_told("A1", customer_id=person.pk))

    told = client.get(f"/api/v1/customers/{person.pk}/export").json()

    assert told["profile"]["name"] == "Ann"
    assert told["identities"][0]["value"] == "ann@example.com"
    assert told["consents"][0]["evidence"] == "form 7"
    assert told["orders"][0]["number"] == "A1"
    assert set(told) == set(services.export_person(person))
    assert [action for action, _ in trail()] == ["consent.said", "customer.exported"]


def test_a_person_is_forgotten_once_however_often_it_is_asked() -> None:
    client = caller()
    person = make.customer("Ann", identities={"email": "ann@example.com"})
    address = f"/api/v1/customers/{person.pk}/erasure"

    first, again = client.put(address), client.put(address)

    shown = client.get(f"/api/v1/customers/{person.pk}").json()
    assert first.json() == again.json() == {"erased_at": shown["erased_at"]}
    assert (shown["name"], shown["identities"]) == ("", [])
    assert [action for action, _ in trail()] == ["customer.erased"]


def test_who_comes_back_is_a_new_customer_after_the_erasure_is_lifted() -> None:
    client = caller()
    person = make.customer("Ann", identities={"email": "ann@example.com"})
    address = f"/api/v1/customers/{person.pk}/erasure"
    client.put(address)
    known = {"customers": [{"identities": [{"channel": "email", "value": "ann@example.com"}]}]}

    before = client.post("/api/v1/customers", known, content_type="application/json").json()
    lifted = [client.delete(address).status_code for _ in range(2)]
    after = client.post("/api/v1/customers", known, content_type="application/json").json()

    assert before["customer_ids"] == [person.pk]
    assert lifted == [204, 204]
    assert after["customer_ids"] == [Identity.objects.get().customer_id] != [person.pk]
    assert [action for action, _ in trail()] == ["customer.erased", "customer.erasure_lifted"]


def test_what_the_state_of_a_person_forbids_is_answered_409() -> None:
    client = caller()
    living, gone = make.customer(), make.customer()
    client.put(f"/api/v1/customers/{gone.pk}/erasure")

    answers = [client.delete(f"/api/v1/customers/{living.pk}/erasure"), say(client, gone)]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (409, "customers.not_erased"),
        (409, "customers.already_erased"),
    ]


def test_each_needs_its_own_scope() -> None:
    person = make.customer()
    client = caller(KeyScope.READ_ORDERS, KeyScope.WRITE_ORDERS, KeyScope.READ_EVENTS)
    address = f"/api/v1/customers/{person.pk}"

    answers = [
        client.get(f"{address}/consents"),
        say(client, person),
        client.get(f"{address}/export"),
        client.put(f"{address}/erasure"),
        client.delete(f"{address}/erasure"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert trail() == []
