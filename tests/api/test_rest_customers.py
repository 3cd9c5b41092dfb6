"""Customers through the API: told, found, and hidden where a key does not see."""

import pytest

from guisu.ground.staff.domain import KeyScope
from tests import make
from tests.api.test_rest import caller

pytestmark = pytest.mark.django_db
MAY = {"customers": [{"identities": [{"channel": "email", "value": "May@Example.com"}]}]}


def test_a_person_told_twice_is_one_customer_found_by_any_spelling() -> None:
    client = caller()

    told = [
        client.post("/api/v1/customers", MAY, content_type="application/json").json()
        for _ in range(2)
    ]
    found = client.get("/api/v1/customers?q=may@example.com").json()["customers"]
    whole = client.get(f"/api/v1/customers/{found[0]['id']}").json()

    assert told[0] == told[1] == {"customer_ids": [found[0]["id"]]}
    assert whole["identities"][0]["value"] == "may@example.com"
    assert (whole["orders"], whole["spent_minor"]) == (0, 0)


def test_a_stores_key_neither_lists_nor_finds_nor_opens_who_other_stores_know() -> None:
    north, south = make.store("North"), make.store("South")
    ours = make.customer("Ann", stores=(north,))
    theirs = make.customer("Bea", identities={"email": "bea@example.com"}, stores=(south,))
    client = caller(store=north)

    listed = client.get("/api/v1/customers").json()["customers"]
    searched = client.get("/api/v1/customers?q=bea@example.com").json()["customers"]
    opened = [
        client.get(f"/api/v1/customers/{theirs.pk}{path}").status_code for path in ("", "/consents")
    ]

    assert [person["id"] for person in listed] == [ours.pk]
    assert (searched, opened) == ([], [404, 404])


def test_reading_people_needs_its_own_scope() -> None:
    client = caller(KeyScope.READ_ORDERS)
    person = make.customer()

    paths = ("customers", f"customers/{person.pk}", f"customers/{person.pk}/events")
    codes = [client.get(f"/api/v1/{path}").status_code for path in paths]

    assert codes == [403, 403, 403]
