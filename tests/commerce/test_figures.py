"""Figures of the warehouse agree with sums over the operational store, whoever asks."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.staff.domain import Scope
from guisu.ground.staff.models import Store
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse.rebuilding import rebuild
from guisu.know.commerce import figures, listing, services
from guisu.know.commerce.domain import LineTold, OrderTold
from guisu.know.commerce.listing import OrdersWanted, Sales
from guisu.know.commerce.models import Order, OrderLine, Product
from guisu.know.customers.models import Customer
from tests import make
from tests.console import shop
from tests.properties import a_share
from tests.warehouse.test_loading import load_all

pytestmark = pytest.mark.django_db
STATUSES = ["completed", "paid", "cancelled", "refunded"]
SKUS = ["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class Sold:
    """`person` and `store` by their place among those of the test; None: not known."""

    person: int | None
    store: int | None
    status: str
    days_ago: int
    currency: str
    channel: str
    lines: list[tuple[str, int, int]] = field(default_factory=list)


sold = st.builds(
    Sold,
    person=st.one_of(st.none(), st.integers(0, 2)),
    store=st.sampled_from([None, 0, 1]),
    status=st.sampled_from(STATUSES),
    days_ago=st.integers(0, 5),
    currency=st.sampled_from(["CNY", "CNY", "USD"]),
    channel=st.sampled_from(["shop", "tmall"]),
    lines=st.lists(
        st.tuples(st.sampled_from(SKUS), st.integers(1, 3), st.integers(0, 900)),
        min_size=1,
        max_size=3,
    ),
)
conditions = st.builds(
    OrdersWanted,
    status=st.sampled_from(["", *STATUSES]),
    channel=st.sampled_from(["", "tmall"]),
    placed_from=st.sampled_from([None, make.NOON - timedelta(days=3)]),
    placed_before=st.sampled_from([None, make.NOON - timedelta(days=1)]),
)


@a_share(2)
@given(orders=st.lists(sold, max_size=8), wanted=conditions)
def test_both_stores_sum_alike(orders: list[Sold], wanted: OrdersWanted) -> None:
    scopes = [scope_of(make.mei()), scope_of(make.jun())]
    _put_down(orders)
    rebuild()

    for scope in scopes:
        read = figures.order_totals(scope, wanted)
        summed = listing.totals(listing.wanted_orders(scope, wanted))
        assert {one.currency: one for one in read} == {one.currency: one for one in summed}
        for product in Product.objects.all():
            assert figures.sales_of(scope, product.pk) == _by_hand(scope, product)
            assert figures.latest_orders_with(scope, product.pk, limit=9) == _latest(scope, product)


@a_share(4)
@given(orders=st.lists(sold, min_size=1, max_size=8))
def test_the_list_and_the_page_of_a_product_say_the_same(orders: list[Sold]) -> None:
    scope = scope_of(make.mei())
    _put_down(orders)
    rebuild()
    ids = list(Product.objects.values_list("pk", flat=True))

    listed = figures.sold_by_product(scope, ids)

    for pk in ids:
        own = [(one.currency, one.units, one.revenue_minor) for one in figures.sales_of(scope, pk)]
        assert [(o.currency, o.units, o.revenue_minor) for o in listed.get(pk, [])] == own


def test_a_person_of_several_rows_is_one_buyer() -> None:
    first, second = make.customer(), make.customer()
    second.merged_into = first
    second.save()
    shop.order(first, sku="X9")
    shop.order(second, sku="X9")
    load_all()

    [sales] = figures.sales_of(scope_of(make.mei()), Product.objects.get(sku="X9").pk)

    assert (sales.orders, sales.buyers) == (2, 1)


def _put_down(orders: list[Sold]) -> None:
    Order.objects.all().delete()
    Product.objects.all().delete()
    people = [make.customer() for _ in range(3)]
    places = [make.store("North"), make.store("South")]
    told = [_told(n, one, people, places) for n, one in enumerate(orders)]
    with transaction.atomic():
        services.record_orders(told, source="test", at=make.NOON)


def _told(n: int, one: Sold, people: list[Customer], places: list[Store]) -> OrderTold:
    lines = tuple(LineTold(sku, sku, units, each, units * each) for sku, units, each in one.lines)
    return OrderTold(
        channel=one.channel,
        number=str(n),
        customer_id=None if one.person is None else people[one.person].pk,
        store_id=None if one.store is None else places[one.store].pk,
        status=one.status,
        status_at=make.NOON,
        placed_at=_moment(one),
        currency=one.currency,
        total_minor=sum(line.amount_minor for line in lines),
        lines=lines,
    )


def _moment(one: Sold) -> datetime:
    return make.NOON - timedelta(days=one.days_ago)


def _counting(scope: Scope, product: Product) -> list[OrderLine]:
    lines = product.lines.exclude(order__status="cancelled").select_related("order")
    return [line for line in lines if scope.sees_store(line.order.store_id)]


def _by_hand(scope: Scope, product: Product) -> list[Sales]:
    lines = _counting(scope, product)
    return [
        Sales(
            currency,
            sum(line.quantity for line in own),
            sum(line.amount_minor for line in own),
            len({line.order_id for line in own}),
            len({line.order.customer_id for line in own} - {None}),
        )
        for currency in sorted({line.order.currency for line in lines})
        if (own := [line for line in lines if line.order.currency == currency])
    ]


def _latest(scope: Scope, product: Product) -> list[int]:
    orders = {line.order for line in product.lines.select_related("order")}
    seen = [order for order in orders if scope.sees_store(order.store_id)]
    return [order.pk for order in sorted(seen, key=lambda o: (o.placed_at, o.pk), reverse=True)]
