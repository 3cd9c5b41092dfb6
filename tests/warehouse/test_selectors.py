"""Home's figures agree with counting by hand, in any zone, for whoever asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.events import services as events
from guisu.ground.events.domain import OURS
from guisu.ground.events.models import Event
from guisu.ground.kernel.refusals import NotPermitted
from guisu.ground.staff.models import Installation
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse import selectors
from guisu.ground.warehouse.domain import DayFigures
from guisu.ground.warehouse.rebuilding import rebuild
from guisu.know.commerce.models import Order
from guisu.know.customers.models import Customer, CustomerStore
from tests import make
from tests.properties import a_share
from tests.warehouse.test_loading import load_all

SPRING = datetime(2026, 3, 1, tzinfo=UTC)
ZONES = ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "UTC")


@dataclass(frozen=True, slots=True)
class Sale:
    """`person` and `store` by their place in the population; None: not known."""

    person: int | None
    store: int | None
    status: str
    hours_ago: int
    currency: str
    total_minor: int
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class Person:
    """`root`: the earlier person this row was found to be; itself where that is its own place."""

    root: int
    hours_ago: int
    store: int | None
    events_hours_ago: tuple[int, ...]


hours = st.integers(0, 10 * 24)
stores = st.sampled_from([None, 0, 1])
sales = st.builds(
    Sale,
    person=st.one_of(st.none(), st.integers(0, 4)),
    store=stores,
    status=st.sampled_from(Order.Status.values),
    hours_ago=hours,
    currency=st.sampled_from(["CNY", "CNY", "USD"]),
    total_minor=st.integers(0, 900),
    refunded_minor=st.integers(0, 300),
)
people = st.builds(
    Person,
    root=st.integers(0, 4),
    hours_ago=hours,
    store=stores,
    events_hours_ago=st.lists(hours, max_size=5).map(tuple),
)


@pytest.mark.django_db
@a_share(4)
@given(
    zone=st.sampled_from(ZONES),
    sold=st.lists(sales, max_size=12),
    population=st.lists(people, min_size=5, max_size=5),
    at=st.integers(0, 260 * 24 * 60).map(lambda n: SPRING + timedelta(minutes=n)),
)
def test_figures_are_those_counted_by_hand(
    zone: str, sold: list[Sale], population: list[Person], at: datetime
) -> None:
    jun = make.jun()
    places = [make.store("North"), make.store("South")]
    Installation.objects.update(time_zone=zone, currency="CNY")
    _put_down(sold, population, [place.pk for place in places], at)
    rebuild()

    everything = selectors.home_figures(scope_of(make.mei()), at=at, days=9)
    north = selectors.home_figures(scope_of(jun), at=at, days=9)

    everybody = {_root(population, n) for n in range(5)}
    known = {_root(population, n) for n, each in enumerate(population) if each.store == 0}
    assert everything.days == _counted(sold, population, at, ZoneInfo(zone), None, everybody)
    assert north.days == _counted(sold, population, at, ZoneInfo(zone), 0, known)


def _root(population: list[Person], n: int) -> int:
    """Merges never chain: a row is merged into the row given only where that is a root itself."""
    given = population[n].root
    return given if given < n and population[given].root >= given else n


def _put_down(sold: list[Sale], population: list[Person], places: list[int], at: datetime) -> None:
    for model in (Order, CustomerStore, Event):
        model.objects.all().delete()
    Customer.objects.exclude(merged_into=None).delete()
    Customer.objects.all().delete()
    rows: list[Customer] = []
    facts = []
    for n, each in enumerate(population):
        moment = at - timedelta(hours=each.hours_ago)
        rows.append(make.customer(seen_at=moment))
        root = _root(population, n)
        if root != n:
            Customer.objects.filter(pk=rows[n].pk).update(merged_into=rows[root])
        if each.store is not None:
            CustomerStore.objects.create(
                customer=rows[n], store_id=places[each.store], since=moment
            )
        facts += [
            make.entry("x", at - timedelta(hours=h), rows[n].pk) for h in each.events_hours_ago
        ]
    with transaction.atomic():
        events.record_many([*facts, make.entry("x", at)], at=at)
    Order.objects.bulk_create(
        Order(
            channel="shop",
            number=str(n),
            customer=None if each.person is None else rows[each.person],
            store_id=None if each.store is None else places[each.store],
            status=each.status,
            placed_at=at - timedelta(hours=each.hours_ago),
            status_at=at,
            currency=each.currency,
            total_minor=each.total_minor,
            refunded_minor=each.refunded_minor,
            source="test",
            changed_at=at,
        )
        for n, each in enumerate(sold)
    )


def _counted(
    sold: list[Sale],
    population: list[Person],
    at: datetime,
    zone: ZoneInfo,
    store: int | None,
    known: set[int],
) -> tuple[DayFigures, ...]:
    def day(hours_ago: int) -> date:
        return (at - timedelta(hours=hours_ago)).astimezone(zone).date()

    def on(each_day: date) -> DayFigures:
        orders = [
            sale
            for sale in sold
            if day(sale.hours_ago) == each_day and (store is None or sale.store == store)
        ]
        acts = [
            _root(population, n)
            for n, person in enumerate(population)
            for ago in person.events_hours_ago
            if day(ago) == each_day and _root(population, n) in known
        ]
        nameless = 1 if store is None and each_day == day(0) else 0
        return DayFigures(
            day=each_day,
            orders=sum(sale.status not in ("cancelled", "returned") for sale in orders),
            revenue_minor=sum(
                sale.total_minor - sale.refunded_minor
                for sale in orders
                if sale.status != "cancelled" and sale.currency == "CNY"
            ),
            new_customers=sum(first == each_day for first in _firsts(population, known, day)),
            active_customers=len(set(acts)),
            events=len(acts) + nameless,
        )

    today = day(0)
    return tuple(on(today - timedelta(days=ago)) for ago in range(8, -1, -1))


def _firsts(
    population: list[Person], known: set[int], day: Callable[[int], date]
) -> Iterable[date]:
    for root in known:
        rows = [n for n in range(len(population)) if _root(population, n) == root]
        yield min(day(population[n].hours_ago) for n in rows)


@pytest.mark.django_db
def test_an_empty_shop_has_days_of_nothing() -> None:
    figures = selectors.home_figures(scope_of(make.mei()), at=make.NOON)

    assert len(figures.days) == 30
    assert figures.today == DayFigures(date(2026, 11, 22))
    assert figures.yesterday.day == date(2026, 11, 21)
    assert figures.same_weekday.day == date(2026, 11, 15)
    assert figures.as_of.loaded_at is None


@pytest.mark.django_db
def test_staff_without_a_store_get_nothing_and_an_adviser_no_figures() -> None:
    adrift = make.jun()
    adrift.stores.clear()
    make.customer(stores=(make.store("North"),))
    load_all()

    figures = selectors.home_figures(scope_of(adrift), at=make.NOON)

    assert figures.today.new_customers == 0
    with pytest.raises(NotPermitted):
        selectors.home_figures(scope_of(make.bo()), at=make.NOON)


@pytest.mark.django_db
def test_figures_say_how_much_is_still_to_be_loaded() -> None:
    mei = make.mei()
    with transaction.atomic():
        events.record_many([make.entry("y", make.NOON - timedelta(days=9))], at=make.NOON)
    load_all()
    with transaction.atomic():
        events.record_many([make.entry("x", make.NOON)], at=make.NOON)

    before = selectors.home_figures(scope_of(mei), at=make.NOON)
    load_all()
    after = selectors.home_figures(scope_of(mei), at=make.NOON)

    assert (before.as_of.waiting, before.today.events) == (1, 0)
    assert (after.as_of.waiting, after.today.events) == (0, 1)
    assert selectors.sizes()["events"] == 2


@pytest.mark.django_db
def test_who_was_only_tagged_or_written_to_was_not_active() -> None:
    came, tagged = make.customer("Ada"), make.customer("Bea")
    kinds = ("tag.given", "message.sent", "consent.given", "order.status_changed")
    facts = [make.entry(kind, make.NOON, tagged.pk, source=OURS) for kind in kinds]
    with transaction.atomic():
        events.record_many([*facts, make.entry("Product Viewed", make.NOON, came.pk)], at=make.NOON)
    rebuild()

    today = selectors.home_figures(scope_of(make.mei()), at=make.NOON).days[-1]

    assert (today.active_customers, today.events) == (1, 5)
