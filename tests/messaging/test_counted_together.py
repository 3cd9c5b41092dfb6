"""Mass messages count with all else that is said: once they are asked for, until they are not."""

import pytest
from django.utils import timezone

from guisu.act.messaging.selectors import audiences
from guisu.act.messaging.services import drafts
from guisu.act.outreach.models import Delivery, FrequencyCap, Outcome
from guisu.know.customers import services as customers
from tests import make
from tests.messaging.acts import ADD, Sends, states

pytestmark = pytest.mark.django_db
DAY = 86_400


def copies() -> list[tuple[str, str, str]]:
    """Those for persons."""
    found = Delivery.objects.filter(receiver="person").order_by("pk")
    return list(found.values_list("state", "step", "code"))


def counted() -> int:
    return Delivery.objects.filter(counted_at__isnull=False).count()


def one(sends: Sends) -> str:
    [found] = sends.contacts("staff01", 1)
    sends.shop.read()
    return found


def test_what_is_asked_for_is_sent_only_when_the_colleague_confirms(sends: Sends) -> None:
    broadcast = sends.sent(sends.to(one(sends)))
    asked = copies()

    sends.confirm(broadcast)
    sends.follow()

    assert asked == [("done", "asked_for", "")]
    assert copies() == [("done", "sent", "")]
    assert [each.step for each in Outcome.objects.order_by("pk")] == ["asked_for", "sent"]
    assert counted() == 1


def test_nobody_hears_more_than_the_rules_allow_and_the_preview_says_so(sends: Sends) -> None:
    FrequencyCap.objects.create(most=1, days=7)
    contact = one(sends)
    sends.sent(sends.to(contact))
    draft = sends.draft(sends.to(contact))

    shown = audiences.preview(draft, at=timezone.now())
    second = sends.sent(sends.to(contact))

    assert [(reason.value, count) for reason, count in shown.left_out] == [("cap", 1)]
    assert states(second) == {contact: "cap"}


def test_two_messages_planned_at_once_are_not_both_asked_for(sends: Sends) -> None:
    FrequencyCap.objects.create(most=1, days=7)
    contact = one(sends)
    first, second = (sends.off(sends.to(contact)) for _ in range(2))

    sends.carry()

    assert states(first) == {contact: "waiting"}
    assert states(second) == {contact: "cap"}
    assert sends.asked_for() == 1


def test_what_is_cancelled_is_given_back(sends: Sends) -> None:
    broadcast = sends.sent(sends.to(one(sends)))

    drafts.cancel(broadcast, by=make.mei(), at=timezone.now())
    sends.carry()
    sends.follow()

    assert [(state, code) for state, _, code in copies()] == [("dropped", "stopped")]
    assert counted() == 0


def test_what_nobody_confirms_is_given_back_in_the_end(sends: Sends) -> None:
    sends.sent(sends.to(one(sends)))

    for _ in range(4):
        sends.follow(5 * DAY)

    assert [(state, code) for state, _, code in copies()] == [("expired", "unconfirmed")]
    assert counted() == 0


def test_what_wecom_refuses_is_given_back(sends: Sends) -> None:
    broadcast = sends.off(sends.to(one(sends)))
    sends.shop.ground.faults(calls=[{"path": ADD, "code": 41048, "next_calls": 1}])

    sends.carry()

    assert [(state, code) for state, _, code in copies()] == [("failed", "provider")]
    assert counted() == 0
    assert list(states(broadcast).values()) == ["not_sent"]


def test_two_receivers_that_became_one_person_get_one(sends: Sends) -> None:
    first, second = sends.contacts("staff01", 2)
    sends.shop.read()
    broadcast = sends.off(sends.to(first, second))

    pair = sends.customer(first), sends.customer(second)
    customers.merge(*pair, by=None, at=timezone.now())
    sends.carry()

    assert sorted(states(broadcast).values()) == ["had_it", "waiting"]


def test_a_post_in_a_group_counts_against_nobody(sends: Sends) -> None:
    FrequencyCap.objects.create(most=1, days=7)
    chat = sends.shop.ground.act("open_group", owner="staff01", name="一群")["chat_id"]
    sends.sent(sends.to(one(sends)))

    broadcast = sends.sent(sends.all_owned_by("staff01"), kind="groups")

    assert states(broadcast) == {chat: "waiting"}
    counted = Delivery.objects.filter(counted_at__isnull=False)
    assert list(counted.values_list("receiver", flat=True)) == ["person"]
