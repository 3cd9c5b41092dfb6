"""The log reaches its subscribers in order for each customer, whatever fails on the way."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.events import delivery, services, subscribers
from guisu.ground.events.domain import MOST_TRIES, OURS
from guisu.ground.events.facts import Foreign
from guisu.ground.events.models import Event, Letter, SeenMessage, Subscription
from guisu.ground.events.subscribers import Subscriber
from guisu.know.commerce.facts import OrderPlaced
from tests import make

pytestmark = pytest.mark.django_db
NOTED = Foreign("noted", "Something was noted.")


class Reader:
    """Notes the numbers that it was handed; refuses those in `bad`."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.bad: set[int] = set()

    def __call__(self, events: Sequence[Event]) -> None:
        numbers = [event.properties["n"] for event in events]
        if self.bad & set(numbers):
            raise ValueError("refused")
        self.seen.extend(numbers)


@pytest.fixture
def reader() -> Iterator[Reader]:
    others = dict(subscribers._subscribers)
    subscribers._subscribers.clear()
    made = Reader()
    subscribers.subscribe("test", [NOTED], made)
    yield made
    subscribers._subscribers.clear()
    subscribers._subscribers.update(others)


def tell(*told: tuple[int, int], kind: str = "noted", source: str = "key:1") -> None:
    """Events (customer, number), in this order."""
    facts = [
        make.entry(kind, make.NOON, customer, source=source, properties={"n": n})
        for customer, n in told
    ]
    with transaction.atomic():
        services.record_many(facts, at=make.NOON)


def deliver_until_rest() -> None:
    while delivery.deliver():
        pass


def states() -> dict[int, str]:
    return {
        letter.event.properties["n"]: letter.state
        for letter in Letter.objects.select_related("event")
    }


def test_those_who_want_nothing_are_moved_to_the_end_together(reader: Reader) -> None:
    for name in ("a", "b", "c"):
        subscribers.subscribe(name, [Foreign("sold", "")], reader)
    tell((7, 1), kind="looked at")

    deliver_until_rest()

    assert Subscription.objects.count() == 4
    assert {one.position for one in Subscription.objects.all()} == {services.end_of_log()}
    with CaptureQueriesContext(connection) as asked:
        assert not delivery.deliver()
    assert all(query["sql"].lstrip().startswith("SELECT") for query in asked)


def test_one_who_starts_from_the_beginning_keeps_nobody_waiting(reader: Reader) -> None:
    tell(*((7, n) for n in range(50)), kind="looked at")
    deliver_until_rest()
    late = Reader()
    subscribers.subscribe("late", [Foreign("looked at", "")], late)
    Subscription.objects.create(name="late", position=services.end_of_log() - 50)
    tell((7, 100))

    with patch.multiple("guisu.ground.events.delivery", READ_AHEAD=10, BATCH=5):
        delivery.deliver()
        after_one_round = list(late.seen)
        deliver_until_rest()

    assert reader.seen == [100]
    assert after_one_round == list(range(5))
    assert late.seen == list(range(50))


def test_each_event_comes_once_and_in_order(reader: Reader) -> None:
    tell((1, 10), (2, 20), (1, 11))
    deliver_until_rest()
    tell((2, 21))
    deliver_until_rest()

    assert reader.seen == [10, 20, 11, 21]


def test_other_kinds_are_passed_over(reader: Reader) -> None:
    tell((1, 1), kind="other")
    tell((1, 2))

    deliver_until_rest()

    assert reader.seen == [2]
    assert set(Subscription.objects.values_list("position", flat=True)) == {Event.objects.last().pk}  # type: ignore[union-attr]


def test_what_a_shop_tells_under_the_name_of_our_own_fact_is_not_believed(reader: Reader) -> None:
    heard: list[str] = []
    subscribers.subscribe(
        "ours", [OrderPlaced], lambda events: heard.extend(each.source for each in events)
    )
    tell((1, 1), kind="order.placed", source="key:1")
    deliver_until_rest()
    assert (heard, reader.seen) == ([], [])

    tell((1, 2), kind="order.placed", source="key:1")
    tell((1, 3), kind="order.placed", source=OURS)
    tell((1, 4), source=OURS)
    tell((1, 5), source="import:1")
    deliver_until_rest()

    assert (heard, reader.seen) == ([OURS], [5])


def test_one_bad_event_holds_up_its_customer_and_nobody_else(reader: Reader) -> None:
    reader.bad = {11}
    tell((1, 10), (1, 11), (2, 20), (1, 12), (0, 30))

    deliver_until_rest()

    assert reader.seen == [10, 20, 30]
    assert states() == {11: "waiting", 12: "waiting"}


def test_a_customers_line_goes_on_in_order_once_its_head_is_taken(reader: Reader) -> None:
    reader.bad = {11}
    tell((1, 11), (1, 12))
    deliver_until_rest()
    tell((1, 13))
    deliver_until_rest()
    reader.bad = set()

    with time_machine.travel(make.NOON + timedelta(days=3650)):
        deliver_until_rest()

    assert reader.seen == [11, 12, 13]


def test_what_lined_up_never_overtakes_a_head_that_waits_longer(reader: Reader) -> None:
    reader.bad = {11}
    tell((1, 11), (1, 12))
    deliver_until_rest()
    Letter.objects.filter(event__properties__n=11).update(
        next_try_at=make.NOON + timedelta(days=9999)
    )
    reader.bad = set()

    with time_machine.travel(make.NOON + timedelta(days=3650)):
        deliver_until_rest()

    assert reader.seen == []


def test_after_its_last_try_a_letter_is_parked_and_the_line_moves_on(reader: Reader) -> None:
    reader.bad = {11}
    tell((1, 11), (1, 12))
    at = make.NOON + timedelta(days=3650)
    for _ in range(MOST_TRIES + 2):
        at += timedelta(hours=2)
        with time_machine.travel(at):
            deliver_until_rest()

    parked = Letter.objects.get(state=Letter.State.PARKED)
    assert (parked.tries, reader.seen) == (MOST_TRIES, [12])
    assert "ValueError: refused" in parked.error


def test_a_parked_letter_can_be_replayed(reader: Reader) -> None:
    reader.bad = {1}
    tell((1, 1))
    deliver_until_rest()
    Letter.objects.update(state=Letter.State.PARKED, tries=MOST_TRIES)
    letter = Letter.objects.get()

    refused = delivery.try_letter(letter, at=make.NOON)
    still = states()
    reader.bad = set()
    taken = delivery.try_letter(letter, at=make.NOON)

    assert (refused, still, taken) == (False, {1: "parked"}, True)
    assert states() == {1: "delivered"}
    assert delivery.try_letter(letter, at=make.NOON)
    assert reader.seen == [1]


def test_many_events_come_in_batches_and_none_twice(reader: Reader) -> None:
    tell(*((n % 7 + 1, n) for n in range(2 * delivery.BATCH + 3)))

    deliver_until_rest()

    assert reader.seen == list(range(2 * delivery.BATCH + 3))


@given(
    told=st.lists(st.integers(1, 3), min_size=1, max_size=12),
    bad=st.sets(st.integers(0, 11)),
    pauses=st.sets(st.integers(0, 11)),
)
def test_order_holds_for_each_customer_whatever_fails(
    told: list[int], bad: set[int], pauses: set[int]
) -> None:
    reader = Reader()
    reader.bad = bad
    one = Subscriber("property", frozenset(), frozenset({"noted"}), reader)
    with transaction.atomic():
        others = dict(subscribers._subscribers)
        subscribers._subscribers.clear()
        subscribers._subscribers["property"] = one
        Event.objects.all().delete()
        Subscription.objects.all().delete()
        for number, customer in enumerate(told):
            tell((customer, number))
            if number in pauses:
                delivery.deliver()
        deliver_until_rest()
        reader.bad = set()
        with time_machine.travel(make.NOON + timedelta(days=3650)):
            deliver_until_rest()
        subscribers._subscribers.clear()
        subscribers._subscribers.update(others)

    assert sorted(reader.seen) == list(range(len(told)))
    for customer in set(told):
        own = [n for n in reader.seen if told[n] == customer]
        assert own == sorted(own)


def test_digests_are_forgotten_after_the_horizon() -> None:
    with transaction.atomic():
        services.record_many([make.entry("x", make.NOON, fingerprint="k")], at=make.NOON)

    early = services.forget_seen(at=make.NOON + timedelta(days=2))
    late = services.forget_seen(at=make.NOON + timedelta(days=30))

    assert (early, late, SeenMessage.objects.count()) == (0, 1, 0)
