"""docs/api.md: current, and every request that it shows is answered as it says."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate

from docs import reference
from guisu.doors.api.rest import access, answers, examples
from guisu.doors.api.rest.urls import api
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.services import make_key
from guisu.know.commerce.models import Order, Product
from guisu.know.customers.models import Customer, Identity, Tag
from guisu.take_in.intake.services import acceptance
from tests import make

pytestmark = pytest.mark.django_db
CURL = re.compile(r"^curl .*?(?=\n```)", re.DOTALL | re.MULTILINE)
SCHEMES = {"-H": "header", "-X": "method", "-d": "body", "-u": "user"}


def test_the_document_is_by_the_rules_of_openapi() -> None:
    document = Client().get("/api/v1/openapi.json").json()

    validate(document)


@dataclass(frozen=True, slots=True)
class Call:
    """One curl command of the page."""

    method: str
    address: str
    body: str
    headers: dict[str, str]

    def send(self) -> Any:
        content = self.body.encode()
        return Client(headers=self.headers).generic(
            self.method, self.address, content, content_type="application/json"
        )


def calls(token: str) -> Iterator[Call]:
    for found in CURL.findall(reference.PAGE.read_text()):
        words = shlex.split(found.replace("$KEY", token).replace("$GUISU", "").replace("\\\n", ""))
        given: dict[str, list[str]] = {name: [] for name in SCHEMES.values()}
        address = ""
        queue = iter(words[1:])
        for word in queue:
            if word in SCHEMES:
                given[SCHEMES[word]].append(next(queue))
            else:
                address = word
        headers = dict(header.split(": ", 1) for header in given["header"])
        headers.pop("Content-Type", None)
        if given["user"]:
            headers["Authorization"] = make.basic(token)
        body = "".join(given["body"])
        method = (given["method"] or ["POST" if body else "GET"])[0]
        yield Call(method, address, body, headers)


def key_of(*scopes: KeyScope) -> str:
    return make_key("docs", scopes=scopes, store=None, by=None, at=make.NOON)[1]


@pytest.fixture(autouse=True)
def _shop(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page's numbers name: customer 42, order 7, product 3, tag 5."""
    monkeypatch.setattr(access, "limiter", access.Limiter(per_minute=10**6, burst=10**6))
    acceptance.forget_keys()
    make.installation()
    Customer.objects.create(pk=42, source="test", first_seen_at=make.NOON, last_seen_at=make.NOON)
    Identity.objects.create(
        customer_id=42, channel="user_id", value="u-1042", shown="u-1042", first_seen_at=make.NOON
    )
    Tag.objects.create(pk=5, name="VIP", key="vip", kind="value", created_at=make.NOON)
    Product.objects.create(pk=3, sku="D02", name="D02", created_at=make.NOON)
    Order.objects.create(
        pk=7,
        channel="shop",
        number="7",
        status="paid",
        placed_at=make.NOON,
        status_at=make.NOON,
        changed_at=make.NOON,
        currency="CNY",
        total_minor=1,
        source="test",
    )


def test_the_page_is_current() -> None:
    """If this fails: `make docs`."""
    assert reference.PAGE.read_text() == reference.written(reference.document())


def test_every_request_of_the_page_is_answered_with_success() -> None:
    sent = list(calls(key_of(*KeyScope)))

    statuses = {(call.method, call.address): call.send().status_code for call in sent}

    assert len(sent) == len(examples.ANSWERS) + 4  # lifting, and three ways to send events
    assert {key: status for key, status in statuses.items() if status not in (200, 204)} == {}


@pytest.mark.parametrize("operation", sorted(answers.NEEDS))
def test_the_scope_that_the_page_names_is_the_one_that_opens(operation: str) -> None:
    needed = answers.NEEDS[operation]
    others = [scope for scope in KeyScope if scope is not needed]
    path, method = _place(operation)

    refused = [call.send() for call in calls(key_of(*others)) if _is_at(call, path, method)]
    opened = [call.send() for call in calls(key_of(needed)) if _is_at(call, path, method)]

    assert needed.value in refused[0].json()["message"]
    assert (refused[0].status_code, refused[0].json()["code"]) == (403, "not_permitted")
    assert opened[0].status_code != 403


@pytest.mark.parametrize("operation", sorted(examples.ANSWERS))
def test_the_answer_that_the_page_shows_has_the_shape_of_the_real_one(operation: str) -> None:
    models = {
        each.view_func.__name__: each.response_models[200]
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for each in view.operations
        if each.response_models.get(200)
    }
    shown = examples.ANSWERS[operation]

    read = models[operation].model_validate({"response": shown}).model_dump(mode="json")

    assert read["response"].keys() == shown.keys()
    json.dumps(read)


def _place(operation: str) -> tuple[str, str]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, described in methods.items():
            if described["operationId"] == operation:
                return path.format(**reference.NUMBERS), method.upper()
    raise LookupError(operation)


def _is_at(call: Call, path: str, method: str) -> bool:
    return (call.address.partition("?")[0], call.method) == (path, method)
