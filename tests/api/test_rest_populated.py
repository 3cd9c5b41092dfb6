"""Every operation over a house with one of everything in two stores, with a key of each scope."""

import json
from typing import Any

import pytest
from django.test import Client

from guisu.doors.api.rest import access, examples
from guisu.doors.api.rest.urls import api
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AuditEntry
from tests import make, world
from tests.api.test_rest import caller
from tests.channels.acts import connection
from tests.world import Side

pytestmark = pytest.mark.django_db
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "limiter", access.Limiter(per_minute=60_000, burst=60_000))


@pytest.fixture
def stores() -> tuple[Side, Side]:
    make.mei()
    house = world.begin(connection())
    return world.open_store(house, "North"), world.open_store(house, "South")


def operations() -> list[Operation]:
    paths = json.loads(json.dumps(api.get_openapi_schema()))["paths"]
    return [
        (method, path, told) for path, methods in paths.items() for method, told in methods.items()
    ]


def names_a_row_of_a_store(path: str) -> bool:
    return any(f"{{{name}}}" in path for name in ("customer_id", "order_id"))


def asked(client: Client, operation: Operation, side: Side) -> tuple[int, str]:
    """The operation on rows of `side`, with its example as the body."""
    method, path, told = operation
    numbers = {"customer_id": "customers", "order_id": "orders", "product_id": "products"}
    rows = side.world.rows | side.rows
    for name, kept in {**numbers, "tag_id": "tags"}.items():
        path = path.replace(f"{{{name}}}", str(rows[kept]))
    body = examples.REQUESTS.get(told["operationId"])
    answer = client.generic(
        method.upper(), path, json.dumps(body) if body else "", content_type="application/json"
    )
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("scope", KeyScope)
def test_a_stores_key_does_nothing_to_rows_of_another_whatever_it_opens(
    scope: KeyScope, stores: tuple[Side, Side]
) -> None:
    north, south = stores
    client = caller(scope, store=south.store)
    noted = AuditEntry.objects.count()

    told = {
        f"{each[0]} {each[1]}": asked(client, each, north)[0]
        for each in operations()
        if names_a_row_of_a_store(each[1])
    }

    assert {what: status for what, status in told.items() if status not in {403, 404}} == {}
    assert AuditEntry.objects.count() == noted


@pytest.mark.parametrize("scope", KeyScope)
def test_a_stores_key_lists_nothing_of_another(scope: KeyScope, stores: tuple[Side, Side]) -> None:
    north, south = stores
    client = caller(scope, store=south.store)

    said = [asked(client, each, south)[1] for each in operations() if each[0] == "get"]

    assert [text for text in said if north.said("") in text] == []


def test_every_operation_of_reading_answers_a_key_of_the_house(stores: tuple[Side, Side]) -> None:
    client = caller(*KeyScope)

    told = {each[1]: asked(client, each, stores[0])[0] for each in operations() if each[0] == "get"}

    assert set(told.values()) == {200}
