"""The same orders told from several processes at once are the orders told by one."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from guisu.ground.events.models import Event
from guisu.know.commerce.models import (
    Order,
    OrderLine,
    OrderStatusChange,
    Product,
    Purchases,
    Refund,
)
from tests import make
from tests.child import Others
from tests.commerce import acts

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def others(tmp_path: Path) -> Iterator[Others]:
    with Others("tests.commerce.acts", tmp_path / "go") as found:
        yield found


def test_orders_told_from_three_processes_at_once_are_there_once(others: Others) -> None:
    make.installation()
    buyers = [make.customer().pk for _ in range(5)]
    for seed in range(3):
        others.begin("tell", seed, *buyers)

    created = [sum(map(int, each)) for each in others.said()]

    expected = {told.number: told for told in acts.tellings(buyers) if told.status == "shipped"}
    assert sum(created) == len(expected) == acts.ORDERS
    assert {
        (order.number, order.customer_id, order.status, order.total_minor, order.refunded_minor)
        for order in Order.objects.all()
    } == {
        (told.number, told.customer_id, "shipped", told.total_minor, 10 * len(told.refunds))
        for told in expected.values()
    }
    lines = OrderLine.objects.values_list("order__number", "product__sku", "amount_minor")
    assert sorted(lines) == sorted(
        (told.number, line.sku, line.amount_minor)
        for told in expected.values()
        for line in told.lines or ()
    )
    assert OrderStatusChange.objects.count() == acts.ORDERS * len(acts.STATES)
    assert Refund.objects.count() == sum(bool(told.refunds) for told in expected.values())
    assert Product.objects.count() == len({line[1] for line in lines})


def test_what_each_person_bought_and_what_the_log_says_are_counted_once(others: Others) -> None:
    make.installation()
    buyers = [make.customer().pk for _ in range(5)]
    for seed in range(2):
        others.begin("tell", seed, *buyers)

    others.said()

    spent, orders = Counter[int](), Counter[int]()
    for order in Order.objects.all():
        spent[order.customer_id or 0] += order.total_minor - order.refunded_minor
        orders[order.customer_id or 0] += 1
    assert {row.pk: (row.orders, row.spent_minor) for row in Purchases.objects.all()} == {
        pk: (orders[pk], spent[pk]) for pk in buyers
    }
    placed = Event.objects.filter(kind="order.placed").values_list("subject", flat=True)
    assert len(placed) == len(set(placed)) == acts.ORDERS
    refunded = Event.objects.filter(kind="order.refunded")
    assert refunded.count() == Refund.objects.count() == acts.ORDERS // 3
