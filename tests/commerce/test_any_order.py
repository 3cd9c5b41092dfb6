"""Tellings of orders in any order, batches and repetition: one end state, and sums that fit."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from msgspec.structs import replace

from guisu.know.commerce import domain, services
from guisu.know.commerce.domain import STATUSES, LineTold, OrderTold, RefundTold, Standing
from guisu.know.commerce.models import Order, OrderLine, OrderStatusChange, Purchases, Refund
from guisu.know.customers.models import Customer
from tests import make
from tests.properties import a_share

REFUNDS = tuple(RefundTold(f"r{n}", 10 * (n + 1), make.NOON + timedelta(days=n)) for n in range(3))
SOLD = tuple(status for status in STATUSES if status != "returned")


def lines_of(total: int) -> tuple[LineTold, ...]:
    return (LineTold(f"sku{total % 3}", "Tea", 1, total, total),)


@st.composite
def histories(draw: st.DrawFn) -> list[OrderTold]:
    """What a shop says of one order as it goes: each moment and status once, refunds that fit."""
    keys = st.tuples(st.integers(0, 4), st.sampled_from(SOLD))
    told = []
    for hour, status in draw(st.lists(keys, min_size=1, max_size=5, unique=True)):
        total = draw(st.integers(60, 200))
        told.append(
            OrderTold(
                channel="shop",
                number="1",
                customer_id=draw(st.sampled_from([None, 1])),
                store_id=draw(st.sampled_from([None, 1])),
                status=status,
                status_at=make.NOON + timedelta(hours=hour),
                placed_at=make.NOON - timedelta(hours=draw(st.integers(0, 3))),
                currency="CNY",
                total_minor=total,
                lines=draw(st.sampled_from([None, lines_of(total)])),
                refunds=tuple(draw(st.sets(st.sampled_from(REFUNDS)))),
            )
        )
    return told


def ended(tellings: Sequence[OrderTold]) -> dict[str, Any]:
    standing = Standing("shop", "1")
    for told in tellings:
        domain.check(told)
        domain.tell(standing, told)
    return {
        "face": standing.face(),
        "lines": standing.lines,
        "refunds": standing.refunds,
        "refunded": standing.refunded_minor,
        "history": standing.history,
    }


@given(history=histories(), data=st.data())
def test_the_order_of_tellings_and_their_repetition_do_not_matter(
    history: list[OrderTold], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(history), max_size=3))
    shuffled = data.draw(st.permutations([*history, *again]))

    assert ended(shuffled) == ended(history)


class Batches(TestCase):
    @a_share(3)
    @given(told=st.lists(histories(), min_size=1, max_size=4), data=st.data())
    def test_however_orders_come_in_the_sums_are_those_of_the_orders(
        self, told: list[list[OrderTold]], data: st.DataObject
    ) -> None:
        buyers = [make.customer().pk for _ in range(2)]
        stores = [make.store("North").pk]
        tellings = [
            replace(
                each,
                number=str(number),
                customer_id=each.customer_id and buyers[number % 2],
                store_id=each.store_id and stores[0],
            )
            for number, history in enumerate(told)
            for each in history
        ]
        with transaction.atomic():
            record([tellings])
            expected = recorded()
            transaction.set_rollback(True)

        record(batches(data.draw(st.permutations(tellings)), data))

        assert recorded() == expected
        self.sums_fit(buyers)

    def sums_fit(self, buyers: list[int]) -> None:
        for order in Order.objects.all():
            refunds = sum(refund.amount_minor for refund in order.refunds.all())
            whole = order.status == "refunded"
            assert order.refunded_minor == (order.total_minor if whole else refunds)
            assert order.quantity == sum(line.quantity for line in order.lines.all())
        for buyer in Customer.objects.filter(pk__in=buyers):
            live = Order.objects.filter(customer=buyer).exclude(status="cancelled")
            bought = Purchases.objects.filter(customer=buyer).first() or Purchases()
            spent = sum(order.total_minor - order.refunded_minor for order in live)
            assert (bought.orders, bought.spent_minor) == (live.count(), spent)


def batches(tellings: Sequence[OrderTold], data: st.DataObject) -> list[Sequence[OrderTold]]:
    cut = data.draw(st.integers(0, len(tellings)))
    return [part for part in (tellings[:cut], tellings[cut:]) if part]


def record(parts: Sequence[Sequence[OrderTold]]) -> None:
    for part in parts:
        services.record_orders(part, source="import:1", at=make.NOON)


def recorded() -> list[Any]:
    """All that is kept, without numbers that the database gives."""
    numbers = dict(Order.objects.values_list("pk", "number"))
    faces = "number", "customer", "store", "status", "placed_at", "total_minor", "refunded_minor"
    told = [
        (numbers[line.order_id], line.position, str(line.product), line.amount_minor)
        for line in OrderLine.objects.select_related("product")
    ]
    history = OrderStatusChange.objects.values_list("order__number", "status", "at")
    refunds = Refund.objects.values_list("order__number", "reference", "amount_minor")
    orders = Order.objects.values_list(*faces)
    return [sorted(orders, key=str), sorted(told), sorted(history), sorted(refunds)]
