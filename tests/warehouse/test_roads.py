"""What rooms above write reaches the warehouse by the marks that they make."""

import pytest
from django.db import transaction
from msgspec.structs import replace

from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse import selectors
from guisu.know.commerce import services as commerce
from guisu.know.commerce.domain import LineTold, OrderTold, RefundTold
from guisu.know.commerce.models import Purchases
from guisu.know.customers import services as customers
from guisu.know.customers.domain import Arrival, Claim
from tests import make
from tests.warehouse.test_loading import load_all, rows

pytestmark = pytest.mark.django_db


def test_an_order_its_lines_and_refunds_follow_what_the_shop_says_last() -> None:
    buyer, north, jun = make.customer(), make.store("North"), make.jun()
    load_all()
    first = OrderTold(
        channel="shop",
        number="1",
        customer_id=buyer.pk,
        store_id=north.pk,
        status="paid",
        status_at=make.NOON,
        placed_at=make.NOON,
        currency="CNY",
        total_minor=1000,
        lines=(LineTold("tea", "Tea", 1, 600, 600), LineTold("cup", "Cup", 1, 400, 400)),
    )
    refund = RefundTold("r", 250, make.NOON)
    for order in (first, replace(first, refunds=(refund,))):
        with transaction.atomic():
            commerce.record_orders([order], source="import:1", at=make.NOON)
        load_all()

    [amount] = rows("refunds", "amount_minor")
    today = selectors.home_figures(scope_of(jun), at=make.NOON).today

    assert amount == (250,)
    assert sorted(rows("order_lines", "amount_minor")) == [(400,), (600,)]
    assert rows("orders", "row_id", "customer_id") == [(buyer.pk, buyer.pk)]
    assert sorted(rows("products", "sku")) == [("cup",), ("tea",)]
    # The store's staff see the buyer and the order: the store got to know them by it.
    assert (today.orders, today.new_customers) == (1, 1)
    assert today.revenue_minor == Purchases.objects.get().spent_minor == 750


def test_a_channel_that_somebody_becomes_known_by_follows_without_any_name() -> None:
    make.installation()
    device = Arrival((Claim("anonymous_id", "d-7"),), make.NOON, "key:1")
    named = Arrival((*device.claims, Claim("user_id", "u-7")), make.NOON, "key:1")
    for arrival in (device, named):
        with transaction.atomic():
            customers.resolve([arrival], at=make.NOON)
        load_all()

    known = rows("identities", "channel")

    assert known == [("anonymous_id",), ("user_id",)]
