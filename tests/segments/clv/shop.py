"""A shop whose people buy and stop as the model of customer value says."""

from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from guisu.ground.staff.models import Store
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce import services
from guisu.know.commerce.domain import OrderTold
from guisu.know.customers.models import Customer, CustomerStore
from guisu.know.segments.models import Valuation
from guisu.know.segments.services import valuing
from tests import make
from tests.warehouse.test_loading import load_all

AGE_DAYS = 300


def filled(count: int = 160, *, store: Store | None = None, at: datetime = make.NOON) -> None:
    """`count` people with their orders, loaded; every fourth is known at `store` and buys there."""
    make.installation()
    chance = np.random.default_rng(7)
    customers = Customer.objects.bulk_create(
        Customer(name=f"Person {n}", source="test", first_seen_at=at, last_seen_at=at)
        for n in range(count)
    )
    told = []
    for n, customer in enumerate(customers):
        here = store if store and n % 4 == 0 else None
        for day in _days(chance):
            placed_at = at - timedelta(days=AGE_DAYS - day)
            told.append(_order(customer.pk, here, placed_at, chance.gamma(5, 2000)))
        if here:
            CustomerStore.objects.create(customer=customer, store=here, since=at)
    with transaction.atomic():
        services.record_orders(told, source="test", at=at)
    load_all()


def valued(*, at: datetime = make.NOON) -> Valuation:
    """The fit that Mei asked for, done."""
    mei = make.mei()
    asked = valuing.ask(scope_of(mei), by=mei, at=at)
    return valuing.run(asked.pk, clock=lambda: at)


def _days(chance: np.random.Generator) -> list[int]:
    day = int(chance.integers(0, 60))
    days, rate, stops = [day], chance.gamma(1.0, 1 / 30), chance.beta(1.0, 4.0)
    while chance.random() >= stops:
        day += 1 + int(chance.exponential(1 / rate))
        if day > AGE_DAYS:
            break
        days.append(day)
    return days


def _order(customer_id: int, store: Store | None, placed_at: datetime, minor: float) -> OrderTold:
    return OrderTold(
        channel="shop",
        number=f"V{customer_id}-{placed_at:%Y%m%d}",
        customer_id=customer_id,
        store_id=store.pk if store else None,
        status="completed",
        status_at=placed_at,
        placed_at=placed_at,
        currency="CNY",
        total_minor=round(minor) + 1,
    )
