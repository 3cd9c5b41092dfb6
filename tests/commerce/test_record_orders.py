"""Orders told by shops end as one state, whatever the order, the repeats and the batches."""

from datetime import timedelta

import pytest
from django.db import transaction
from msgspec.structs import replace

from guisu.ground.events.models import Event
from guisu.ground.warehouse.models import Change
from guisu.know.commerce import services
from guisu.know.commerce.domain import (
    LineTold,
    OrderRefused,
    OrdersOutcome,
    OrderTold,
    QuantityContradicts,
    RefundAboveTotal,
    RefundContradicts,
    RefundTold,
)
from guisu.know.commerce.models import Order, OrderLine, Product, Purchases, Refund
from guisu.know.customers.models import CustomerStore
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(days=1)


def told(number: object = "1", **values: object) -> OrderTold:
    plain = OrderTold(
        channel="shop",
        number=str(number),
        customer_id=None,
        store_id=None,
        status="paid",
        status_at=make.NOON,
        placed_at=make.NOON,
        currency="CNY",
        total_minor=1000,
        lines=(LineTold("tea", "Green tea", 2, 500, 1000),),
    )
    return replace(plain, **values)


def tell(*orders: OrderTold, refused: list[OrderRefused] | None = None) -> OrdersOutcome:
    with transaction.atomic():
        return services.record_orders(orders, source="import:1", at=make.NOON, refused=refused)


def test_a_new_order_comes_with_its_lines_product_store_log_entry_and_purchases() -> None:
    buyer, north = make.customer(), make.store()

    outcome = tell(told(customer_id=buyer.pk, store_id=north.pk))

    order = Order.objects.get()
    assert outcome == OrdersOutcome(1, 0, 0)
    assert (order.quantity, order.lines.get().product) == (2, Product.objects.get(sku="tea"))
    assert CustomerStore.objects.get().store == north
    event = Event.objects.get()
    assert (event.kind, event.customer_id, event.source) == ("order.placed", buyer.pk, "guisu")
    assert event.properties["total_minor"] == 1000
    assert Purchases.objects.get().spent_minor == 1000
    marks = set(Change.objects.values_list("dimension", "row_id"))
    assert ("orders", order.pk) in marks


def test_telling_again_changes_nothing_and_records_no_event() -> None:
    order = told(
        customer_id=make.customer().pk, refunds=(RefundTold("r1", 300, LATER, "torn leaf"),)
    )
    tell(order)
    events, changes = Event.objects.count(), Change.objects.count()

    outcome = tell(order, order)

    assert outcome == OrdersOutcome(0, 0, 2)
    assert (Event.objects.count(), Change.objects.count()) == (events, changes)


def test_cancelled_orders_do_not_count_and_refunds_and_returns_lower_the_spending() -> None:
    buyer = make.customer().pk
    tell(
        told("1", customer_id=buyer, refunds=(RefundTold("r", 300, LATER),)),
        told("2", customer_id=buyer, status="cancelled"),
        told("3", customer_id=buyer, status="returned", total_minor=-100, lines=()),
        told("4", customer_id=buyer, status="refunded"),
        told("5", customer_id=buyer, currency="USD"),
    )

    bought = Purchases.objects.get()

    assert (bought.orders, bought.spent_minor) == (3, 1000 - 300 - 100)


def test_the_latest_status_holds_when_an_older_telling_comes_late() -> None:
    tell(told(status="shipped", status_at=LATER, total_minor=900))

    outcome = tell(told(status="paid", total_minor=1000))

    order = Order.objects.get()
    assert (order.status, order.total_minor, outcome.changed) == ("shipped", 900, 1)
    assert order.status_changes.count() == 2


def test_a_correction_of_lines_takes_the_place_of_what_was_told_before() -> None:
    tell(told())

    tell(told(lines=(LineTold("oil", "Tea oil", 3, 100, 300), LineTold("", "Postage", 1, 9, 9))))

    lines = OrderLine.objects.order_by("position").values_list("product__sku", "name", "quantity")
    assert list(lines) == [("oil", "", 3), (None, "Postage", 1)]
    assert Order.objects.get().quantity == 4


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"refunds": (RefundTold("r", 1001, LATER),)}, RefundAboveTotal),
        ({"lines": (LineTold("tea", "", -1, 500, -500),)}, QuantityContradicts),
        ({"refunds": (RefundTold("r", 1, LATER), RefundTold("r", 2, LATER))}, RefundContradicts),
        ({"total_minor": -1}, OrderRefused),
        ({"total_minor": 2**63}, OrderRefused),
        ({"status": "returned"}, OrderRefused),
        ({"number": "\x00"}, OrderRefused),
        ({"currency": "yuan"}, OrderRefused),
    ],
)
def test_a_contradiction_is_refused_by_the_name_of_the_order(
    wrong: dict[str, object], refusal: type[OrderRefused]
) -> None:
    with pytest.raises(refusal, match="Order"):
        tell(told("1"), told(**({"number": "2"} | wrong)))

    assert not Order.objects.exists()


def test_refused_orders_can_be_collected_while_the_others_are_recorded() -> None:
    refused: list[OrderRefused] = []

    outcome = tell(told("1"), told("2", total_minor=-1), told("3"), refused=refused)

    assert (outcome.created, [each.data["number"] for each in refused]) == (2, ["2"])


def test_refunds_told_one_by_one_may_not_exceed_the_total_together() -> None:
    tell(told(refunds=(RefundTold("r1", 600, LATER),)))

    with pytest.raises(RefundAboveTotal):
        tell(told(refunds=(RefundTold("r2", 600, LATER),)))

    assert Refund.objects.get().reference == "r1"


@pytest.mark.django_db(transaction=True)
def test_orders_outside_a_transaction_are_a_bug() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        services.record_orders([], source="x", at=make.NOON)
