"""A key without the scope is told so, and nothing of what it sent is judged before."""

from typing import Any

import pytest
from django.urls import URLPattern

from guisu.doors.api.rest import answers
from guisu.doors.api.rest.urls import api
from guisu.ground.staff import services
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AccessKey
from tests import make

pytestmark = pytest.mark.django_db

OPERATIONS = [
    (path, method, operation.view_func.__name__)
    for _prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]


def key_without(needed: KeyScope) -> str:
    scopes = set(KeyScope) - {needed}
    _, token = services.make_key("k", scopes=scopes, store=None, by=None, at=make.NOON)
    return token


@pytest.mark.parametrize(("path", "method", "name"), OPERATIONS)
@pytest.mark.parametrize("body", [b"", b"{", b'{"customers": 7}', b"[" * 3000])
def test_without_the_scope_the_body_is_not_judged(
    client: Any, path: str, method: str, name: str, body: bytes
) -> None:
    token = key_without(answers.NEEDS[name])
    number = path.replace("{customer_id}", "1").replace("{order_id}", "x")

    answer = client.generic(
        method,
        f"/api/v1{number.replace('{', '').replace('}', '')}",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_a_stranger_is_401_whatever_they_send(client: Any) -> None:
    answer = client.post("/api/v1/customers", b"{", content_type="application/json")

    assert answer.status_code == 401
    assert not AccessKey.objects.exists()


def test_every_operation_is_asked() -> None:
    addresses = [each for each in api.urls[0] if isinstance(each, URLPattern)]

    assert {name for _, _, name in OPERATIONS} == set(answers.NEEDS)
    assert len(addresses) >= len({path for path, _, _ in OPERATIONS})
