"""Orders come from the log too: a shop's SDK reports sales, and merges move what was bought."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from guisu.ground.events import delivery
from guisu.ground.events import services as events
from guisu.ground.events.domain import OURS
from guisu.ground.events.models import Event, Letter
from guisu.ground.jobs import worker
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import Installation
from guisu.ground.staff.services import make_key, save_installation
from guisu.know.commerce.models import Order, Purchases
from guisu.know.commerce.reactions import count_anew
from tests import make
from tests.commerce.test_record_orders import tell, told

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(hours=1)
SALE = {
    "order_id": "A-1",
    "total": 12.5,
    "currency": "cny",
    "products": [{"sku": "tea", "name": "Tea", "price": 6.25, "quantity": 2}],
}


def arrives(kind: str, *, source: str, at: Any = make.NOON, **properties: object) -> None:
    with transaction.atomic():
        events.record_many(
            [make.entry(kind, at, source=source, properties=dict(properties))], at=at
        )
    while delivery.deliver():
        pass


def write_key(*scopes: KeyScope) -> str:
    key, _ = make_key("web", scopes=scopes, store=make.store(), by=make.mei(), at=make.NOON)
    return f"key:{key.pk}"


def test_a_sale_that_an_sdk_reports_becomes_an_order_of_the_keys_store_once() -> None:
    source = write_key(KeyScope.WRITE_EVENTS)

    arrives("Order Completed", source=source, **SALE)
    arrives("Order Completed", source=source, at=LATER, **SALE)

    order = Order.objects.get()
    assert (order.channel, order.total_minor) == (f"sdk:{source[4:]}", 1250)
    assert (order.store, order.placed_at, order.quantity) == (make.store(), make.NOON, 2)
    assert Event.objects.filter(kind="order.placed").count() == 1


def test_refunds_lower_it_and_cancelling_ends_it() -> None:
    source = write_key(KeyScope.WRITE_EVENTS)
    arrives("Order Completed", source=source, **SALE)

    arrives("Order Refunded", source=source, at=LATER, order_id="A-1", total=2.5)
    refunded = Order.objects.get().refunded_minor
    arrives("Order Cancelled", source=source, at=LATER, order_id="A-1")

    assert (refunded, Order.objects.get().status) == (250, "cancelled")


def test_only_a_key_that_may_write_orders_names_another_channel() -> None:
    public = write_key(KeyScope.WRITE_EVENTS)
    trusted = write_key(KeyScope.WRITE_EVENTS, KeyScope.WRITE_ORDERS)

    arrives("Order Completed", source=public, affiliation="tmall", **SALE)
    arrives("Order Completed", source=trusted, affiliation="tmall", **SALE)

    assert set(Order.objects.values_list("channel", flat=True)) == {f"sdk:{public[4:]}", "tmall"}


def test_a_sale_without_a_number_waits_as_a_letter_and_holds_nobody_up() -> None:
    source = write_key(KeyScope.WRITE_EVENTS)

    arrives("Order Completed", source=source, total=1)
    arrives("Order Completed", source=source, **SALE)

    assert Letter.objects.get().tries == 1
    assert Order.objects.get().number == "A-1"


def test_the_same_words_from_elsewhere_than_a_key_are_no_order() -> None:
    arrives("Order Completed", source="import:1", **SALE)

    assert not Order.objects.exists()


def test_a_merge_gathers_what_both_bought_and_an_unmerge_parts_it_again() -> None:
    root, other = make.customer(), make.customer()
    tell(told("1", customer_id=root.pk), told("2", customer_id=other.pk))
    told_of = {"first": root.pk, "second": other.pk}
    joined = Event(kind="customer.merged", source=OURS, customer_id=root.pk, properties=told_of)

    other.merged_into = root
    other.save()
    count_anew([joined])
    together = list(Purchases.objects.values_list("customer", "orders"))
    other.merged_into = None
    other.save()
    count_anew([joined])

    assert together == [(root.pk, 2)]
    assert set(Purchases.objects.values_list("customer", "orders")) == {
        (root.pk, 1),
        (other.pk, 1),
    }


def test_another_currency_of_the_installation_counts_what_was_paid_in_it() -> None:
    mei, buyer = make.mei(), make.customer().pk
    tell(told("1", customer_id=buyer), told("2", customer_id=buyer, currency="USD", total_minor=7))
    here = Installation.objects.get()

    here.currency = "USD"
    save_installation(here, by=mei, at=make.NOON)
    while worker.work():
        pass

    assert Purchases.objects.get().spent_minor == 7
