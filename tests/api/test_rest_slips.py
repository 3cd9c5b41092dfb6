"""What a program that was written wrongly is told: never a quiet success."""

import json
from typing import Any

import pytest
from django.test import Client

from guisu.ground.staff import services
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AccessKey
from guisu.know.commerce.models import Order
from guisu.know.customers.models import Customer
from tests import make

pytestmark = pytest.mark.django_db
ORDER = {
    "channel": "shop",
    "number": "A1",
    "status": "paid",
    "status_at": "2026-11-20T10:00:00Z",
    "placed_at": "2026-11-20T10:00:00Z",
    "currency": "CNY",
    "total_minor": 1200,
}


def key(*scopes: KeyScope) -> tuple[AccessKey, str]:
    return services.make_key("script", scopes=scopes, store=None, by=None, at=make.NOON)


@pytest.fixture
def asked() -> Any:
    """Asks the API with a key that opens everything: `asked("get", "/customers")`."""
    make.installation()
    _, token = key(*KeyScope)
    client = Client()

    def ask(method: str, path: str, told: Any = None, **headers: str) -> Any:
        return client.generic(
            method.upper(),
            f"/api/v1{path}",
            b"" if told is None else json.dumps(told).encode(),
            content_type="application/json",
            headers={"authorization": f"Bearer {token}", **headers},
        )

    return ask


@pytest.mark.parametrize(
    ("row", "field", "near"),
    [
        ({"custmer_id": 1}, "custmer_id", "customer_id"),
        ({"lines": [{"sku": "S", "quantity": 1, "unit_minor": 1, "amount_minor": 1, "qty": 2}]},
         "lines.0.qty", ""),
        ({"total": 12}, "total", "total_minor"),
    ],
)  # fmt: skip
def test_a_field_that_nobody_reads_is_refused_with_the_nearest(
    asked: Any, row: dict[str, Any], field: str, near: str
) -> None:
    answer = asked("post", "/orders", {"orders": [ORDER | row]})

    [problem] = answer.json()["problems"]
    assert (answer.status_code, problem["field"]) == (422, field)
    assert problem["message"] == (
        f"Unknown field; did you mean {near}?" if near else "Unknown field."
    )
    assert not Order.objects.exists()


def test_traits_stay_free_in_form(asked: Any) -> None:
    told = {"identities": [{"channel": "user_id", "value": "u1"}], "traits": {"宝宝": "2"}}

    assert asked("post", "/customers", {"customers": [told]}).status_code == 200
    assert Customer.objects.get().traits["宝宝"] == "2"


def test_a_query_that_the_address_has_not_is_refused_with_those_it_has(asked: Any) -> None:
    answer = asked("get", "/orders?channels=shop")

    assert answer.status_code == 422
    assert "channel" in answer.json()["message"]
    assert answer.json()["problems"][0]["field"] == "channels"


@pytest.mark.parametrize("path", ["/customers", "/orders", "/products"])
def test_a_damaged_cursor_is_no_first_page(asked: Any, path: str) -> None:
    for n in range(3):
        make.customer(f"C{n}")
    following = asked("get", "/customers?size=1").json()["next"]

    assert asked("get", f"/customers?after={following}").status_code == 200
    assert asked("get", f"{path}?after={following[:-3]}").status_code == 422


def test_who_opens_nothing_is_told_that_before_their_slips() -> None:
    make.installation()
    _, token = key(KeyScope.READ_ORDERS)

    answer = Client().get("/api/v1/customers?nme=x", headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/api/", "/api/v2/customers", "/api/v1/nowhere"])
def test_what_is_not_there_is_told_as_json(path: str) -> None:
    answer = Client().get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_head_answers_as_get_does(asked: Any) -> None:
    whole, head = asked("get", "/customers"), asked("head", "/customers")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("", "The request has wrong values."), ("zh-CN", "请求中有错误的值"), ("en", "The request")],
)
def test_messages_are_english_unless_another_language_is_asked_for(
    asked: Any, language: str, said: str
) -> None:
    headers = {"accept-language": language} if language else {}

    answer = asked("post", "/orders", {"orders": []}, **headers)

    assert said in answer.json()["message"]
