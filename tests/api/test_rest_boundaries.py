"""A key of one store: what it tells never widens what it sees, and what it sees is its store's."""

from typing import Any

import pytest
from django.test import Client

from guisu.ground.staff.domain import WHOLE_ORGANISATION, KeyScope
from guisu.know.commerce.models import Order
from guisu.know.customers.models import Customer, CustomerStore, Merge
from tests import make
from tests.api.test_rest import ORDER, caller, post
from tests.commerce.test_record_orders import tell, told

pytestmark = pytest.mark.django_db


def north_and_south() -> tuple[Client, Customer]:
    """A key of North that may do all it can, and somebody whom only South knows."""
    bea = make.customer(
        "Bea",
        identities={"phone": "+8613800138000", "email": "bea@example.com", "user_id": "7"},
        stores=(make.store("South"),),
    )
    return caller(store=make.store("North")), bea


def tell_people(client: Client, *people: dict[str, Any]) -> list[int]:
    answer = client.post(
        "/api/v1/customers", {"customers": people}, content_type="application/json"
    )
    ids: list[int] = answer.json()["customer_ids"]
    return ids


def person(*identities: tuple[str, str], **traits: str) -> dict[str, Any]:
    named = [{"channel": channel, "value": value} for channel, value in identities]
    return {"identities": named, "traits": traits}


@pytest.mark.parametrize(
    "claiming",
    [
        person(("phone", "138 0013 8000")),
        person(("user_id", "7"), name="Somebody else"),
        person(("user_id", "new"), ("email", "BEA@example.com")),
        person(("user_id", "new"), phone="13800138000"),
        person(("anonymous_id", "device"), email="bea@example.com"),
    ],
    ids=["by phone", "by user id", "beside a new name", "in the traits", "from a device"],
)
def test_telling_of_somebody_whom_another_store_knows_opens_nothing(
    claiming: dict[str, Any],
) -> None:
    client, bea = north_and_south()

    told = tell_people(client, claiming)

    bea.refresh_from_db()
    assert told == [0]
    assert client.get("/api/v1/customers").json()["customers"] == []
    assert client.get(f"/api/v1/customers/{bea.pk}").status_code == 404
    assert (bea.name, Customer.objects.count(), Merge.objects.count()) == ("Bea", 1, 0)
    assert not CustomerStore.objects.filter(store__name="North").exists()


def test_the_others_of_the_same_batch_are_taken() -> None:
    client, _ = north_and_south()

    ids = tell_people(client, person(("user_id", "7")), person(("user_id", "8"), name="Cai"))

    listed = client.get("/api/v1/customers").json()["customers"]
    assert ids == [0, listed[0]["id"]]
    assert [each["name"] for each in listed] == ["Cai"]


def test_an_own_customer_cannot_be_told_to_be_one_with_anothers() -> None:
    client, bea = north_and_south()
    tell_people(client, person(("user_id", "8")))

    told = tell_people(client, person(("user_id", "8"), ("phone", "13800138000")))

    assert told == [0]
    assert client.get(f"/api/v1/customers/{bea.pk}").status_code == 404


def test_an_order_cannot_be_told_for_somebody_whom_the_store_does_not_know() -> None:
    client, bea = north_and_south()

    answer = post(client, ORDER | {"customer_id": bea.pk})

    assert answer.json()["problems"][0]["field"] == "customer_id"
    assert not Order.objects.exists()


def test_an_order_is_taken_for_a_person_whom_the_store_knows_by_another_row() -> None:
    client, bea = north_and_south()
    row = make.customer(stores=(make.store("North"),))
    Customer.objects.filter(pk=row.pk).update(merged_into=bea)

    answer = post(client, ORDER | {"customer_id": bea.pk})

    assert answer.json()["created"] == 1


def test_what_a_person_bought_counts_the_orders_of_the_keys_store_only() -> None:
    make.installation()
    north, south = make.store("North"), make.store("South")
    shared = make.customer(stores=(north, south))
    tell(
        told("n", store_id=north.pk, customer_id=shared.pk, total_minor=700),
        told("s", store_id=south.pk, customer_id=shared.pk, total_minor=900),
    )

    seen = [
        client.get(f"/api/v1/customers/{shared.pk}").json()
        for client in (caller(store=north), caller())
    ]

    assert [(each["orders"], each["spent_minor"]) for each in seen] == [(1, 700), (2, 1600)]


def test_what_concerns_the_whole_person_or_range_is_not_for_a_key_of_one_store() -> None:
    north = make.store("North")
    ann = make.customer(stores=(north,))
    client = caller(store=north)
    asked = {
        KeyScope.EXPORT_CUSTOMERS: client.get(f"/api/v1/customers/{ann.pk}/export"),
        KeyScope.ERASE_CUSTOMERS: client.put(f"/api/v1/customers/{ann.pk}/erasure"),
        KeyScope.READ_EVENTS: client.get(f"/api/v1/customers/{ann.pk}/events"),
        KeyScope.WRITE_PRODUCTS: client.post(
            "/api/v1/products", {"products": [{"sku": "tea"}]}, content_type="application/json"
        ),
    }

    answers = {(each.status_code, each.json()["code"]) for each in asked.values()}

    assert set(asked) == WHOLE_ORGANISATION
    assert answers == {(403, "keys.not_for_one_store")}
