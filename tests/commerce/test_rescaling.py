"""Amounts that were kept in hundredths are brought to their currency's decimals, once each."""

import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.events.models import Event
from guisu.ground.kernel.money import exponent
from guisu.ground.staff.models import AuditEntry
from guisu.ground.warehouse.models import Change
from guisu.know.commerce import rescaling, services
from guisu.know.commerce.domain import LineTold, OrderTold, RefundTold
from guisu.know.commerce.models import Order, OrderLine, Product, Purchases, Refund
from guisu.know.commerce.rescaling import MOVED, former, moved
from guisu.know.commerce.services import rebuild_purchases
from guisu.know.customers.models import Customer, Tag, TagBatch
from tests import make

WERE = {"XOF": (50_000, 500), "IQD": (123, 1_230), "CLF": (7, 700), "CNY": (123, 123)}
EACH = 3


def old_world(home: str = "XOF") -> Customer:
    """Three orders in each of four currencies, as they were kept in hundredths."""
    here = make.installation()
    here.currency = home
    here.save()
    person = make.customer()
    told = [
        OrderTold(
            channel="shop",
            number=f"{currency}{number}",
            customer_id=person.pk,
            store_id=None,
            status="placed",
            status_at=make.NOON,
            placed_at=make.NOON,
            currency=currency,
            total_minor=old,
            lines=(LineTold(f"sku {currency}", "Tea", 1, old, old),),
            refunds=(RefundTold("r1", old, make.NOON, ""),),
        )
        for currency, (old, _) in WERE.items()
        for number in range(EACH)
    ]
    services.record_orders(told, source="key:1", at=make.NOON)
    for currency, (old, _) in WERE.items():
        Product.objects.filter(sku=f"sku {currency}").update(currency=currency, price_minor=old)
    Change.objects.all().delete()
    return person


def amounts(currency: str) -> set[Any]:
    """All that is stored of the currency, wherever it is."""
    orders = Order.objects.filter(currency=currency)
    return {
        *orders.values_list("total_minor", flat=True),
        *orders.values_list("refunded_minor", flat=True),
        *OrderLine.objects.filter(order__in=orders).values_list("unit_minor", flat=True),
        *OrderLine.objects.filter(order__in=orders).values_list("amount_minor", flat=True),
        *Refund.objects.filter(order__in=orders).values_list("amount_minor", flat=True),
        *Product.objects.filter(currency=currency).values_list("price_minor", flat=True),
        *(
            event.properties[name]
            for event in Event.objects.filter(properties__currency=currency)
            for name in ("total_minor", "refund_minor")
            if name in event.properties
        ),
    }


@pytest.mark.django_db
def test_every_amount_is_brought_to_its_currencys_decimals() -> None:
    old_world()
    before = {currency: amounts(currency) for currency in WERE}

    rescaling.rescale(apps)

    assert before == {currency: {old} for currency, (old, _) in WERE.items()}
    assert {currency: amounts(currency) for currency in WERE} == {
        currency: {new} for currency, (_, new) in WERE.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_it_goes_on_and_never_rescales_twice(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Dies at one write in five, before its batch is committed."""
    old_world()
    dice, deaths = random.Random(seed), itertools.count()  # noqa: S311 - a test's dice

    def dies(act: Callable[..., Any]) -> Callable[..., Any]:
        def acts(*given: Any, **named: Any) -> Any:
            done = act(*given, **named)
            if dice.random() < 0.2:
                next(deaths)
                raise KeyboardInterrupt
            return done

        return acts

    monkeypatch.setattr(rescaling, "_set", dies(rescaling._set))
    monkeypatch.setattr(rescaling, "_mark", dies(rescaling._mark))
    ends = 0
    while ends < 3:
        try:
            rescaling.rescale(apps, at_once=2)
        except KeyboardInterrupt:
            continue
        ends += 1

    assert next(deaths) > 3
    assert {currency: amounts(currency) for currency in WERE} == {
        currency: {new} for currency, (_, new) in WERE.items()
    }


@pytest.mark.django_db
def test_what_a_person_spent_follows_where_home_is_one_of_the_fourteen() -> None:
    person = old_world(home="XOF")
    Order.objects.update(refunded_minor=0)
    rebuild_purchases([person.pk])
    before = Purchases.objects.get().spent_minor

    rescaling.rescale(apps)
    after = Purchases.objects.get().spent_minor
    rebuild_purchases([person.pk])

    assert (before, after) == (EACH * 50_000, EACH * 500)
    assert Purchases.objects.get().spent_minor == after


@pytest.mark.django_db
def test_at_home_in_another_currency_only_foreign_orders_change() -> None:
    person = old_world(home="CNY")
    Order.objects.update(refunded_minor=0)
    rebuild_purchases([person.pk])

    rescaling.rescale(apps)

    assert Purchases.objects.get().spent_minor == EACH * 123
    assert amounts("XOF") - {0} == {500}


@pytest.mark.django_db
def test_the_warehouse_fetches_anew_what_changed_and_nothing_else() -> None:
    person = old_world()

    rescaling.rescale(apps)

    told = set(Change.objects.values_list("dimension", "row_id"))
    touched = Order.objects.filter(currency__in=MOVED).values_list("pk", flat=True)
    goods = Product.objects.filter(currency__in=MOVED).values_list("pk", flat=True)
    assert told == {
        *(("orders", pk) for pk in touched),
        *(("products", pk) for pk in goods),
        ("events_of", person.pk),
    }


@pytest.mark.django_db
def test_a_choice_of_people_and_the_audit_keep_their_meaning() -> None:
    old_world()
    tea = Product.objects.get(sku="sku XOF")
    kept = {"staff": 1, "wanted": {"spent_from_minor": 50_000}, "sort": ""}
    tag = Tag.objects.create(name="VIP", key="vip", kind="interest", created_at=make.NOON)
    batch = TagBatch.objects.create(
        tag=tag, act="give", source="guisu", at=make.NOON, selection=kept
    )
    entry = AuditEntry.objects.create(
        action="product.changed",
        subject=f"product:{tea.pk}",
        at=make.NOON,
        before={"price_minor": None},
        after={"price_minor": 50_000},
    )

    rescaling.rescale(apps)

    batch.refresh_from_db()
    entry.refresh_from_db()
    assert batch.selection["wanted"] == {"spent_from_minor": 500}
    assert (entry.before, entry.after) == ({"price_minor": None}, {"price_minor": 500})


@given(minor=st.integers(-(10**12), 10**12), currency=st.sampled_from([*MOVED, "CNY", "JPY"]))
def test_what_was_exact_comes_back_exactly(minor: int, currency: str) -> None:
    assert moved(former(minor, currency), currency) == minor or MOVED.get(currency, 0) > 0
    assert former(moved(minor, currency), currency) == minor or MOVED.get(currency, 0) < 0


@pytest.mark.parametrize(("minor", "after"), [(149, 1), (150, 2), (-149, -1), (-150, -2), (0, 0)])
def test_halves_go_away_from_zero(minor: int, after: int) -> None:
    assert moved(minor, "XOF") == after


def test_what_moved_is_what_had_other_decimals_than_two() -> None:
    assert {currency: exponent(currency) - 2 for currency in MOVED} == MOVED


@pytest.mark.django_db
@pytest.mark.parametrize("minor", [-150, -149, -51, -50, -49, 0, 49, 50, 149, 150, 50_000])
def test_the_database_rounds_as_we_do(minor: int) -> None:
    old_world()
    OrderLine.objects.update(unit_minor=minor)

    rescaling.rescale(apps)

    lines = OrderLine.objects.values_list("order__currency", "unit_minor").distinct()
    assert dict(lines) == {currency: moved(minor, currency) for currency in WERE}
