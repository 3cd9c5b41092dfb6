"""Shops write the yuan in several ways."""

import pytest

from guisu.know.commerce.models import Order
from tests.reported.acts import arrives, sdk


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["RMB", "¥", "人民币"])
def test_other_words_for_the_yuan_are_understood(written: str) -> None:
    arrives("Order Completed", sdk(), order_id="A-1", total=100, currency=written)

    order = Order.objects.get()
    assert (order.currency, order.total_minor) == ("CNY", 10000)
