"""Shops' SDKs are sloppy: one odd field costs that field, not the order."""

from datetime import timedelta
from typing import Any

import pytest

from guisu.know.commerce.models import Order
from tests import make
from tests.reported.acts import arrives, sdk

pytestmark = pytest.mark.django_db

TEA: dict[str, Any] = {"sku": "tea", "price": 6.25, "quantity": 2}
SOUND: dict[str, Any] = {
    "order_id": "A-1",
    "total": 12.5,
    "currency": "CNY",
    "products": [TEA],
}


@pytest.mark.parametrize(
    "odd",
    [
        {"total": None, "revenue": 12.5},
        {"total": "", "revenue": 12.5},
        {"total": "12.50 CNY"},
        {"total": "12.50元"},
        {"products": {"0": TEA}},
        {"products": '[{"sku": "tea", "price": 6.25, "quantity": 2}]'},
        {"products": [{**TEA, "quantity": "2.0"}]},
        {"products": [{"sku": "gift", "price": None, "quantity": 1}]},
        {"products": [{"sku": "gift", "price": "", "quantity": 1}]},
        {"products": [{**TEA, "quantity": None}]},
    ],
)
def test_an_order_with_one_odd_field_is_taken_with_its_total(odd: dict[str, Any]) -> None:
    arrives("Order Completed", sdk(), **{**SOUND, **odd})

    assert Order.objects.get().total_minor == 1250


def test_a_refund_whose_order_number_came_as_a_float_finds_its_order() -> None:
    source = sdk()
    arrives("Order Completed", source, **{**SOUND, "order_id": 20261121})

    later = make.NOON + timedelta(hours=1)
    arrives("Order Refunded", source, at=later, order_id=20261121.0)

    assert Order.objects.get().status == "refunded"
