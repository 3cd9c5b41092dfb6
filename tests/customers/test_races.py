"""Merges, un-merges, arrivals and erasures at once, in threads and in processes: one outcome."""

import random
import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, transaction

from guisu.ground.events import delivery
from guisu.ground.events.models import Event
from guisu.ground.jobs import worker
from guisu.know.commerce import services as commerce
from guisu.know.commerce.domain import OrderTold
from guisu.know.commerce.models import Order, Purchases
from guisu.know.customers import selectors, services
from guisu.know.customers.domain.forest import roots
from guisu.know.customers.models import Consent, Customer, Identity, Merge
from tests import make
from tests.child import Others

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people() -> list[Customer]:
    """Ten rows, each known by a user id, with an order and a word of consent."""
    make.mei()
    made = [make.customer(f"Name {n}", identities={"user_id": f"u{n}"}) for n in range(10)]
    for number, row in enumerate(made):
        order = OrderTold(
            "shop", str(number), row.pk, None, "paid", make.NOON, make.NOON, "CNY", 100 + number
        )
        with transaction.atomic():
            commerce.record_orders([order], source="import:1", at=make.NOON)
        word = {"channel": "sms", "purpose": "marketing", "evidence": "form", "source": "test"}
        services.say_consent(row, granted=True, by=None, at=make.NOON, **word)  # type: ignore[arg-type]
    settle()
    return made


@pytest.fixture
def others(tmp_path: Path) -> Iterator[Others]:
    with Others("tests.customers.acts", tmp_path / "go") as found:
        yield found


def settle() -> None:
    while delivery.deliver() or worker.work():
        pass


def shuffled(pairs: Sequence[tuple[Customer, Customer]], seed: int) -> list[str]:
    named = [f"{first.pk}={second.pk}" for first, second in pairs]
    return random.Random(seed).sample(named, len(named))  # noqa: S311


def chain(people: Sequence[Customer]) -> list[tuple[Customer, Customer]]:
    return list(pairwise(people))


def all_is_there(people: Sequence[Customer]) -> None:
    """Every row, identity, order and word of consent where it was; roots as the edges say."""
    ids = [row.pk for row in people]
    assert list(Identity.objects.order_by("customer").values_list("customer", flat=True)) == ids
    assert list(Order.objects.order_by("customer").values_list("customer", flat=True)) == ids
    assert list(Consent.objects.order_by("customer").values_list("customer", flat=True)) == ids
    standing = Merge.objects.filter(undone_at=None).values_list("first_id", "second_id")
    stored = Customer.objects.values_list("pk", "merged_into_id")
    root_of = {pk: into or pk for pk, into in stored}
    assert root_of == roots(ids, standing)
    sums: dict[int, int] = {}
    for pk, total in Order.objects.values_list("customer", "total_minor"):
        sums[root_of[pk or 0]] = sums.get(root_of[pk or 0], 0) + total
    assert dict(Purchases.objects.values_list("customer", "spent_minor")) == sums


def test_threads_that_join_neighbours_at_once_make_one_person(people: list[Customer]) -> None:
    start = threading.Barrier(len(people) - 1)

    def join(first: Customer, second: Customer) -> None:
        start.wait()
        services.merge(first, second, by=None, at=make.NOON)
        connection.close()

    threads = [threading.Thread(target=join, args=pair) for pair in chain(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle()

    assert selectors.rows_of(people[0]) == [row.pk for row in people]
    all_is_there(people)


def test_processes_that_join_neighbours_at_once_make_one_person(
    people: list[Customer], others: Others
) -> None:
    for seed in range(3):
        others.begin("merge_all", *shuffled(chain(people), seed))

    joined = [pair for each in others.said() for pair in each]
    settle()

    assert len(joined) == Merge.objects.count() == len(people) - 1
    assert selectors.rows_of(people[0]) == [row.pk for row in people]
    all_is_there(people)


def test_events_that_arrive_while_rows_are_joined_all_come_to_the_one_person(
    people: list[Customer], others: Others
) -> None:
    users = [f"u{n}" for n in range(len(people))]
    others.begin("come", 20, *users)
    others.begin("come", 20, *reversed(users))
    others.begin("merge_all", *shuffled(chain(people), 5))

    others.said()
    settle()

    assert Event.objects.filter(kind="Came").count() == 2 * 20 * len(people)
    of_user = Event.objects.filter(kind="Came").values_list("properties__user", "customer_id")
    assert set(of_user) == {(f"u{n}", row.pk) for n, row in enumerate(people)}
    root = Customer.objects.get(merged_into=None)
    latest = Event.objects.filter(kind="Came").order_by("-occurred_at").first()
    assert latest is not None
    assert root.last_seen_at >= latest.occurred_at.replace(second=0, microsecond=0)
    all_is_there(people)


def test_joining_and_parting_at_once_leave_roots_as_the_standing_merges_say(
    people: list[Customer], others: Others
) -> None:
    others.begin("join_some", 40, *(row.pk for row in people))
    others.begin("undo_some", 35)
    others.begin("come", 15, *(f"u{n}" for n in range(len(people))))

    made, undone, _ = others.said()
    settle()

    assert Merge.objects.count() == len(made) == 40
    assert Merge.objects.exclude(undone_at=None).count() == len(undone) == 35
    all_is_there(people)


def test_a_person_joined_while_they_are_erased_is_erased_whole_or_not_joined(
    people: list[Customer], others: Others
) -> None:
    others.begin("merge_all", *shuffled(chain(people), 1))
    others.begin("erase", *(row.pk for row in people[::3]))
    others.begin("come", 20, *(f"u{n}" for n in range(len(people))))

    _, erased, came = others.said()
    settle()

    persons: dict[int, set[bool]] = {}
    for row in Customer.objects.all():
        persons.setdefault(row.merged_into_id or row.pk, set()).add(row.erased_at is not None)
    assert all(len(states) == 1 for states in persons.values())
    gone = set(Customer.objects.exclude(erased_at=None).values_list("pk", flat=True))
    assert gone >= {int(pk) for pk in erased}
    assert not Identity.objects.filter(customer__in=gone).exists()
    assert not Customer.objects.filter(pk__in=gone).exclude(name="", traits={}).exists()
    left = Event.objects.filter(customer_id__in=gone, kind="Came")
    assert set(map(str, left.values_list("properties", flat=True))) <= {"{'value': 1}"}
    assert Event.objects.filter(kind="Came").count() == sum(map(int, came))
    assert Order.objects.count() == len(people)
