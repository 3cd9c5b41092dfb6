"""The OpenAPI document and the door agree on what is answered, in one shape of error."""

from typing import Any

import pytest
from django.test import Client

from guisu.doors.api.rest.urls import api
from tests.api.test_rest import ORDER, caller

pytestmark = pytest.mark.django_db


def operations() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            found[operation["operationId"]] = {"path": path, "method": method, **operation}
    return found


def test_every_operation_tells_of_its_errors_with_an_example() -> None:
    for name, operation in operations().items():
        answers = operation["responses"]
        expected = {"401", "403", "429"}
        expected |= {"400", "413", "422"} if "requestBody" in operation else set()
        expected |= {"404", "422"} if "{" in operation["path"] else set()

        assert expected <= set(answers), name
        errors = {status: answer for status, answer in answers.items() if status >= "400"}
        for status, answer in errors.items():
            example = answer["content"]["application/json"]["example"]
            assert {"code", "message"} <= set(example), (name, status)


def test_operations_go_by_plain_names() -> None:
    assert {"list_customers", "tell_orders", "say_consent", "erase_customer"} <= set(operations())


def test_what_cannot_be_read_or_found_is_answered_in_the_shape_of_every_error() -> None:
    client = caller()

    answers = {
        400: client.post("/api/v1/orders", "{", content_type="application/json"),
        404: client.post("/api/v1/nothing", {}, content_type="application/json"),
        405: client.delete("/api/v1/orders"),
        413: client.post(
            "/api/v1/orders",
            {"orders": [ORDER | {"number": "9" * 5_000_000}]},
            content_type="application/json",
        ),
    }

    for status, answer in answers.items():
        assert answer.status_code == status
        assert set(answer.json()) == {"code", "message"}


def test_a_wrong_method_is_told_which_ones_are_right() -> None:
    answer = caller().delete("/api/v1/orders", headers={"Accept-Language": "en"})

    assert answer.json() == {
        "code": "method_not_allowed",
        "message": "This address does not take DELETE.",
    }
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_an_unknown_address_tells_strangers_no_more_than_that() -> None:
    answer = Client().get("/api/v1/customer")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
