"""When a customer was first seen: at the earliest sign, whatever the order of telling."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.apps import apps
from django.db import transaction

from guisu.ground.warehouse.models import Change
from guisu.know.commerce import services
from guisu.know.commerce.first_seen import repair
from guisu.know.customers.models import Customer
from guisu.know.customers.services import forest, merge, undo_merge
from tests import make
from tests.commerce.test_record_orders import told
from tests.imports import files

pytestmark = pytest.mark.django_db
DAYS = [make.NOON - timedelta(days=days) for days in (320, 47, 1)]
JANUARY = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def tell(person: Customer, days: Sequence[datetime]) -> None:
    """One batch a day of order."""
    for day in days:
        order = told(
            f"{person.pk} {day.date()}", customer_id=person.pk, placed_at=day, status_at=day
        )
        with transaction.atomic():
            services.record_orders([order], source="key:1", at=make.NOON)


def seen(person: Customer) -> tuple[datetime, datetime]:
    person.refresh_from_db()
    return person.first_seen_at, person.last_seen_at


@pytest.mark.parametrize("days", list(permutations(DAYS)))
def test_orders_move_both_moments_in_whatever_order_they_are_told(days: list[datetime]) -> None:
    person = make.customer()
    Customer.objects.update(first_seen_at=DAYS[1], last_seen_at=DAYS[1])

    tell(person, days)

    assert seen(person) == (DAYS[0], DAYS[2])
    assert Change.objects.filter(dimension="customers", row_id=person.pk).exists()


def test_a_file_gives_the_earliest_of_three_days_whichever_comes_first() -> None:
    lines = ["A1,2026-11-20 10:00,m1", "A2,2026-10-05 10:00,m1", "A3,2026-01-05 10:00,m1"]

    files.taken(files.csv_of("订单号,下单时间,会员号,实付金额", *(f"{line},10" for line in lines)))

    person = Customer.objects.get()
    assert person.first_seen_at == JANUARY
    assert person.identities.get().first_seen_at == JANUARY
    assert person.last_seen_at.date().isoformat() == "2026-11-20"


def test_an_order_moves_the_person_that_the_row_was_merged_into_and_parts_with_it() -> None:
    kept, gone = make.customer(), make.customer()
    Customer.objects.update(first_seen_at=DAYS[1], last_seen_at=DAYS[1])
    joined = merge(kept, gone, by=make.mei(), at=make.NOON)

    tell(gone, [DAYS[0]])
    together = seen(kept)
    undo_merge(joined, by=make.mei(), at=make.NOON)

    assert together == (DAYS[0], DAYS[1])
    assert (seen(kept)[0], seen(gone)[0]) == (DAYS[1], DAYS[0])


def test_nobody_is_seen_in_the_future_and_an_erased_person_stays_as_they_are() -> None:
    ahead, erased = make.customer(), make.customer()
    Customer.objects.filter(pk=erased.pk).update(erased_at=make.NOON)
    before = seen(erased)

    tell(ahead, [make.NOON + timedelta(hours=2)])
    tell(erased, [DAYS[0] + timedelta(hours=1)])

    assert seen(ahead)[1] <= make.NOON
    assert seen(erased) == before


def test_people_taken_in_with_a_late_first_moment_are_put_right_once() -> None:
    people = [make.customer() for _ in range(5)]
    for person in people:
        tell(person, [day + timedelta(minutes=person.pk) for day in DAYS])
    merge(people[0], people[1], by=make.mei(), at=make.NOON)
    right = list(Customer.objects.order_by("pk").values("pk", "first_seen_at", "own_first_seen_at"))
    Customer.objects.update(first_seen_at=DAYS[2])
    Customer.objects.exclude(own_first_seen_at=None).update(own_first_seen_at=DAYS[2])

    repair(apps, at_once=2)

    mended = Customer.objects.order_by("pk").values("pk", "first_seen_at", "own_first_seen_at")
    assert list(mended) == right
    assert {forest.own_moments(row)[0] for row in Customer.objects.all()} == {
        DAYS[0] + timedelta(minutes=person.pk) for person in people
    }
