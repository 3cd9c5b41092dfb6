"""Several dispatchers, merges and a planner at once: one copy a person, whoever is first."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from guisu.act.outreach.models import Delivery, FrequencyCap
from guisu.act.outreach.services import dispatching
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, Merge
from tests.outreach.acts import Speaks, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PEOPLE, SENDERS = 24, 4


@pytest.fixture(autouse=True)
def _closed(transactional_db: None) -> Iterator[None]:
    yield
    close_old_connections()


def together(*acts: Callable[[], None]) -> None:
    start = threading.Barrier(len(acts))
    faults: list[BaseException] = []

    def run(act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - told to the test
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert faults == []


def send(speaks: Speaks) -> None:
    lane = str(speaks.connection.pk)
    for _ in range(20 * PEOPLE):
        if not dispatching.step(lane) and not waiting():
            return


def waiting() -> bool:
    return Delivery.objects.filter(state="waiting").exists()


def copies(speaks: Speaks) -> Counter[str]:
    return Counter(speaks.notebook.addresses)


def test_each_copy_is_one_senders(speaks: Speaks) -> None:
    speaks.plan(speaks.cause(), *(person() for _ in range(PEOPLE)))

    together(*(lambda: send(speaks) for _ in range(SENDERS)))

    assert len(speaks.notebook.given) == PEOPLE
    assert set(copies(speaks).values()) == {1}


def test_merged_and_parted_again_nobody_gets_two(speaks: Speaks) -> None:
    """Pairs are merged, parted and merged again while their copies go out."""
    pairs = [(person(), person()) for _ in range(PEOPLE // 2)]
    merged_before = pairs[: len(pairs) // 2]
    cause = speaks.cause()
    speaks.plan(cause, *(each for pair in pairs for each in pair))
    for pair in merged_before:
        customers.merge(*pair, by=None, at=timezone.now())

    def part_and_join() -> None:
        for first, second in merged_before:
            edge = Merge.objects.get(first=first, second=second, undone_at=None)
            customers.undo_merge(edge, by=None, at=timezone.now())
            customers.merge(first, second, by=None, at=timezone.now())

    together(part_and_join, *(lambda: send(speaks) for _ in range(SENDERS)))

    assert not waiting()
    # A pair was two persons for a moment: in it each may have had a copy, in a mailbox of its own.
    assert set(copies(speaks).values()) == {1}
    for first, second in merged_before:
        assert Delivery.objects.filter(customer__in=[first.pk, second.pk], state="done").exists()


def test_of_many_rows_of_one_person_one_gets_it(speaks: Speaks) -> None:
    rows: list[Customer] = [person() for _ in range(PEOPLE)]
    speaks.plan(speaks.cause(), *rows)
    for each in rows[1:]:
        customers.merge(rows[0], each, by=None, at=timezone.now())

    together(*(lambda: send(speaks) for _ in range(SENDERS)))

    assert len(speaks.notebook.given) == 1
    assert Delivery.objects.filter(code="had_it").count() == PEOPLE - 1


def test_a_cap_holds_over_causes_that_are_sent_at_once(speaks: Speaks) -> None:
    FrequencyCap.objects.create(most=1, days=7)
    people = [person() for _ in range(PEOPLE // 2)]
    for name in ("a", "b", "c"):
        speaks.plan(speaks.cause(name), *people)

    together(*(lambda: send(speaks) for _ in range(SENDERS)))

    assert len(speaks.notebook.given) == len(people)
    assert set(copies(speaks).values()) == {1}
