"""Products through the API: planned before the first order, changed, and looked at."""

from typing import Any

import pytest
from django.test import Client

from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AuditEntry
from guisu.know.commerce.models import Product
from tests import make
from tests.api.test_rest import caller
from tests.commerce.test_record_orders import tell, told

pytestmark = pytest.mark.django_db
TEA: dict[str, Any] = {"sku": "tea", "name": "Green tea", "tier": "lead_in", "price_minor": 990}


def tell_products(client: Client, *products: dict[str, Any]) -> Any:
    content = {"products": products}
    return client.post("/api/v1/products", content, content_type="application/json")


def test_a_product_told_again_is_left_alone() -> None:
    make.installation()
    client = caller()

    answers = [tell_products(client, TEA).json() for _ in range(2)]
    seen = client.get("/api/v1/products?sku=tea").json()["products"]

    assert answers == [
        {"created": 1, "changed": 0, "unchanged": 0},
        {"created": 0, "changed": 0, "unchanged": 1},
    ]
    assert (seen[0]["name"], seen[0]["price_minor"], seen[0]["currency"]) == (
        "Green tea",
        990,
        "CNY",
    )
    assert client.get(f"/api/v1/products/{seen[0]['id']}").json() == seen[0]
    assert AuditEntry.objects.filter(action="product.made").count() == 1


def test_only_what_is_told_changes_with_before_and_after_in_the_audit_log() -> None:
    client = caller()
    tell_products(client, TEA)

    answer = tell_products(client, {"sku": "tea", "tier": "core"})

    product = Product.objects.get()
    entry = AuditEntry.objects.get(action="product.changed")
    assert answer.json()["changed"] == 1
    assert (product.tier, product.name, product.price_minor) == ("core", "Green tea", 990)
    assert (entry.before["tier"], entry.after["tier"]) == ("lead_in", "core")


def test_a_product_that_orders_made_gets_its_name() -> None:
    tell(told("1"))
    made = Product.objects.get()

    tell_products(caller(), {"sku": made.sku, "name": "Oolong"})

    made.refresh_from_db()
    assert (made.name, made.name_key) == ("Oolong", "oolong")


def test_a_wrong_row_is_named_and_nothing_is_taken() -> None:
    client = caller()

    answers = [
        tell_products(client, TEA, TEA),
        tell_products(client, TEA, {"sku": " "}),
        tell_products(client, TEA, {"sku": "cup", "price_minor": -1}),
        tell_products(client, TEA, {"sku": "cup", "tier": "best"}),
    ]

    problems = [answer.json()["problems"][0] for answer in answers]
    assert {answer.status_code for answer in answers} == {422}
    assert {problem["row"] for problem in problems} == {1}
    assert [problem["field"] for problem in problems] == ["sku", "sku", "price_minor", "tier"]
    assert not Product.objects.exists()


def test_reading_orders_does_not_open_changing_products() -> None:
    client = caller(KeyScope.READ_ORDERS, KeyScope.WRITE_ORDERS)

    assert tell_products(client, TEA).status_code == 403
