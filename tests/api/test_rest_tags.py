"""Tags through the API: listed, given once, taken, within what the key sees."""

import pytest

from guisu.ground.staff.domain import KeyScope
from guisu.know.customers import services as customers
from guisu.know.customers.models import Tag, TagBatch, TagKind
from guisu.know.customers.services import tags
from tests import make
from tests.api.test_rest import caller

pytestmark = pytest.mark.django_db


def vip() -> Tag:
    return tags.define(name="VIP", kind=TagKind.VALUE, by=make.mei(), at=make.NOON)


def test_a_tag_is_given_once_and_taken() -> None:
    client, person, tag = caller(), make.customer("Ada"), vip()
    address = f"/api/v1/customers/{person.pk}/tags/{tag.pk}"

    given, again = (client.put(f"{address}?why=fair").json() for _ in range(2))
    listed = client.get(f"/api/v1/customers/{person.pk}/tags").json()
    taken, once_more = (client.delete(address).json() for _ in range(2))

    assert given == again == listed
    assert (given["tags"][0]["tag"]["name"], given["tags"][0]["why"]) == ("VIP", "fair")
    assert given["tags"][0]["source"].startswith("key:")
    assert taken == once_more == {"tags": []}
    assert TagBatch.objects.count() == 2


def test_archived_tags_are_not_listed_and_not_given() -> None:
    client, person, tag = caller(), make.customer("Ada"), vip()
    tags.archive(tag, by=make.mei(), at=make.NOON)

    answer = client.put(f"/api/v1/customers/{person.pk}/tags/{tag.pk}")

    assert client.get("/api/v1/tags").json() == {"tags": []}
    assert (answer.status_code, answer.json()["code"]) == (409, "tags.archived")


def test_nobody_of_another_store_and_nobody_erased_is_tagged() -> None:
    north, south, tag = make.store("North"), make.store("South"), vip()
    theirs, ours = make.customer("Eve", stores=(south,)), make.customer("Ada", stores=(north,))
    customers.erase(ours, by=make.mei(), at=make.NOON)
    client = caller(KeyScope.WRITE_CUSTOMERS, store=north)

    statuses = [
        client.put(f"/api/v1/customers/{each.pk}/tags/{tag.pk}").status_code
        for each in (theirs, ours)
    ]

    assert statuses == [404, 409]
