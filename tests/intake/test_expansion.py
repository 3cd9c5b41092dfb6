"""What was accepted comes into the log once, in order, and with the right person."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections

from guisu.ground.events.models import Event
from guisu.ground.staff.models import AccessKey
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, Identity
from guisu.take_in.intake import services
from guisu.take_in.intake.models import Arrived, Expansion, RefusedMessage
from guisu.take_in.intake.services import expansion, spooling
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _steady_pace() -> Iterator[None]:
    with patch.object(expansion, "_pace", expansion._Pace()):
        yield


def accepted(*messages: dict[str, Any], kind: str = "batch", **around: Any) -> str:
    """Accept a batch under a fresh key; the source of its events."""
    key, _ = make.write_key()
    body = json.dumps({"batch": messages, **around}).encode()
    services.accept(body, key=key, kind=kind, received_at=make.NOON)
    return f"key:{key.pk}"


def expand_all() -> None:
    while services.expand():
        pass


def track(event: str, **fields: Any) -> dict[str, Any]:
    return {"type": "track", "event": event, "userId": "u1", **fields}


def test_messages_reach_the_log_in_order_and_leave_the_spool() -> None:
    source = accepted(track("One"), track("Two", properties={"sku": "a"}), track("Three"))

    expand_all()

    events = list(Event.objects.order_by("id"))
    assert [event.kind for event in events] == ["One", "Two", "Three"]
    assert events[1].properties == {"sku": "a"}
    assert {event.source for event in events} == {source}
    assert {event.customer_id for event in events} == {Identity.objects.get().customer_id}
    assert not Arrived.objects.exists()


def test_a_key_that_sent_events_was_used() -> None:
    source = accepted(track("One"))

    expand_all()

    assert source == f"key:{AccessKey.objects.exclude(last_used_at=None).get().pk}"


def test_a_message_id_counts_once_a_key() -> None:
    same = track("Seen", messageId="m1")

    accepted(same, same)
    accepted(same)
    expand_all()

    assert Event.objects.count() == 2


def test_a_request_may_take_many_transactions() -> None:
    expansion._pace.size = 7
    with patch.object(expansion._Pace, "learn"):
        accepted(*[track(f"E{n}") for n in range(20)])
        accepted(*[track(f"F{n}") for n in range(3)])

        expand_all()

    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [f"E{n}" for n in range(20)] + [f"F{n}" for n in range(3)]


def test_a_death_between_two_transactions_neither_loses_nor_doubles() -> None:
    accepted(*[track(f"E{n}") for n in range(20)])
    expansion._pace.size = 7
    record, calls = expansion._record, []

    def dies_at_the_second(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return record(*args, **kwargs)

    with (
        patch.object(expansion, "_record", dies_at_the_second),
        patch.object(expansion._Pace, "learn"),
        pytest.raises(KeyboardInterrupt),
    ):
        services.expand()
    half_way = Expansion.objects.get().done
    expand_all()

    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert (half_way, kinds) == (7, [f"E{n}" for n in range(20)])


def test_a_poison_message_is_set_aside_and_the_rest_goes_on() -> None:
    accepted(track("One"), track("Poison"), track("Three"))
    resolve, indigestible = customers.resolve, "cannot digest"

    def refuses_poison(arrivals: Any, *, at: Any) -> Any:
        if any(arrival.at == make.NOON - timedelta(days=1) for arrival in arrivals):
            raise ValueError(indigestible)
        return resolve(arrivals, at=at)

    accepted(track("Bad", timestamp=(make.NOON - timedelta(days=1)).isoformat()), track("Last"))
    with patch("guisu.know.customers.services.resolve", refuses_poison):
        expand_all()

    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["One", "Poison", "Three", "Last"]
    assert RefusedMessage.objects.get().reason == "could not be recorded: cannot digest"


def test_a_request_that_cannot_be_read_any_more_is_set_aside_and_the_next_one_goes_on() -> None:
    accepted(track("Unreadable"))
    Arrived.objects.update(body=b"{broken")
    accepted(track("Next"))

    expand_all()

    assert list(Event.objects.values_list("kind", flat=True)) == ["Next"]
    assert RefusedMessage.objects.get().body == "{broken"
    assert not Arrived.objects.exists()


def test_a_death_before_the_spool_is_swept_doubles_nothing() -> None:
    accepted(track("One"), track("Two"))
    with (
        patch.object(spooling, "forget", side_effect=[None, KeyboardInterrupt]),
        pytest.raises(KeyboardInterrupt),
    ):
        services.expand()
    still_spooled = Arrived.objects.count()

    expand_all()

    assert still_spooled == 1
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == ["One", "Two"]
    assert not Arrived.objects.exists()


def test_a_device_that_signs_in_becomes_the_named_customer() -> None:
    accepted({"type": "page", "name": "Home", "anonymousId": "d1"})
    accepted({"type": "identify", "anonymousId": "d1", "userId": "u1", "traits": {"name": "An"}})
    expand_all()

    roots = Customer.objects.filter(merged_into=None)
    assert [root.name for root in roots] == ["An"]
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == ["page", "identify"]
    assert Event.objects.get(kind="identify").properties == {"traits": ["name"]}


def test_aliases_in_a_chain_end_in_one_profile() -> None:
    accepted(*[track("Seen", userId=name) for name in "abc"])
    accepted({"type": "alias", "previousId": "b", "userId": "c"})
    accepted({"type": "alias", "previousId": "a", "userId": "b"})

    expand_all()

    assert Customer.objects.filter(merged_into=None).count() == 1


def test_the_senders_clock_is_corrected_and_imports_are_trusted() -> None:
    slow = {"timestamp": "2026-11-22T02:59:00Z"}
    accepted(track("Live", **slow), sentAt="2026-11-22T03:00:00Z")
    accepted(track("History", **slow), kind="import", sentAt="2026-11-22T03:00:00Z")

    expand_all()

    assert Event.objects.get(kind="Live").occurred_at == make.NOON - timedelta(minutes=1)
    assert Event.objects.get(kind="History").occurred_at == make.NOON - timedelta(minutes=61)


SENT = "2026-11-22T03:00:00.000Z"


@pytest.mark.parametrize(
    ("around", "inside"),
    [
        ({"sentAt": SENT}, {}),
        ({"sentAt": None}, {"sentAt": SENT}),
        ({"sentAt": "soon"}, {"sentAt": SENT}),
        ({}, {"sentAt": SENT}),
        ({"sentAt": SENT}, {"sentAt": "2026-11-22T02:00:00Z"}),
    ],
)
@pytest.mark.parametrize("field", ["timestamp", "originalTimestamp"])
def test_wherever_an_sdk_says_when_it_sent_it_is_read(
    around: dict[str, Any], inside: dict[str, Any], field: str
) -> None:
    told = {"One": "2026-11-22T02:59:59.100Z", "Two": "2026-11-22T02:59:59.500Z"}
    accepted(*(track(kind, **inside, **{field: at}) for kind, at in told.items()), **around)

    expand_all()

    found = dict(Event.objects.values_list("kind", "occurred_at"))
    assert make.NOON - found["One"] == timedelta(milliseconds=900)
    assert make.NOON - found["Two"] == timedelta(milliseconds=500)


def test_a_message_alone_says_itself_when_it_was_sent() -> None:
    key, _ = make.write_key()
    message = track("Alone", sentAt=SENT, originalTimestamp="2026-11-22T02:59:59.250Z")
    services.accept(json.dumps(message).encode(), key=key, kind="track", received_at=make.NOON)

    expand_all()

    assert Event.objects.get().occurred_at == make.NOON - timedelta(milliseconds=750)


def test_history_is_not_moved_by_one_moment_that_lies_ahead() -> None:
    accepted(
        track("History", timestamp="2026-11-20T03:00:00.123Z"),
        track("Ahead", timestamp="2026-11-22T05:00:00Z"),
        kind="import",
    )

    expand_all()

    found = dict(Event.objects.values_list("kind", "occurred_at"))
    assert found["History"].isoformat() == "2026-11-20T03:00:00.123000+00:00"
    assert found["Ahead"] == make.NOON


def test_what_a_batch_says_of_its_context_holds_for_each_message() -> None:
    page = {"url": "https://shop.example/a", "referrer": ""}
    accepted(
        track("Shared"),
        track("Own", context={"campaign": {"source": "moments"}, "ip": "203.0.113.9"}),
        context={"page": page, "library": {"name": "analytics-python", "version": "2"}},
    )

    expand_all()

    common = {
        "context_page_url": "https://shop.example/a",
        "context_library_name": "analytics-python",
        "context_library_version": "2",
    }
    assert Event.objects.get(kind="Shared").properties == common
    own = Event.objects.get(kind="Own").properties
    assert own == {**common, "context_campaign_source": "moments"}


def test_what_no_store_can_keep_is_taken_out_and_the_rest_kept() -> None:
    key, _ = make.write_key()
    body = (
        b'{"batch":[{"type":"track","userId":"u\\u0000","event":"A\\ud800b","properties":'
        b'{"x\\u0000":"y\\udfffz","n":NaN,"big":1e999,"emoji":"\\ud83d\\ude00"}}]}'
    )
    services.accept(body, key=key, kind="batch", received_at=make.NOON)

    expand_all()

    event = Event.objects.get()
    assert event.kind == "Ab"
    assert event.properties == {"x": "yz", "n": None, "big": None, "emoji": "\U0001f600"}
    assert Identity.objects.get().value == "u"


def test_messages_from_a_file_are_taken_once() -> None:
    messages = [track("Seen", messageId=n) for n in (1, 2)] + [{"type": "track"}]

    first = services.take(messages, source="import:1", at=make.NOON)
    again = services.take(messages, source="import:1", at=make.NOON)

    assert (first.recorded, first.repeated, len(first.refused)) == (2, 0, 1)
    assert (again.recorded, again.repeated) == (0, 2)


@pytest.mark.skipif("spool" not in connections, reason="here the spool is no store of its own")
@pytest.mark.parametrize(
    "known",
    [{"finished": [1, 2, 3, 4, 5]}, {"finished": [1, 2], "arrived_id": 3, "done": 2}],
)
def test_a_spool_of_an_earlier_moment_loses_nothing_that_it_accepts(known: dict[str, Any]) -> None:
    Expansion.objects.update_or_create(pk=1, defaults=known)
    with connections["spool"].cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'intake_arrived'")
    spooling.never_number_twice.cache_clear()

    for number in range(4):
        accepted(*[track(f"New {number}.{place}") for place in range(3)])
    expand_all()

    assert Event.objects.filter(kind__startswith="New").count() == 12
