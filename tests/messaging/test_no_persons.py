"""Posts in groups and moments are copies of the core too, of nobody's caps."""

import pytest
from django.utils import timezone

from guisu.act.messaging.services import copies
from guisu.act.outreach.models import Delivery
from guisu.act.outreach.services import causes
from tests.messaging.acts import Sends, states
from tests.messaging.test_moments import moment, publish

pytestmark = pytest.mark.django_db
Told = list[tuple[str, str, str, str]]


def told() -> Told:
    found = Delivery.objects.filter(cause__room="messaging").order_by("pk")
    return list(found.values_list("receiver", "state", "step", "code"))


def two_groups(sends: Sends) -> None:
    for name in ("妈妈群", "福利群"):
        sends.shop.ground.act("open_group", owner="staff01", name=name)
    sends.shop.read()


def test_a_post_in_groups_is_a_copy_a_group_asked_for_then_sent(sends: Sends) -> None:
    two_groups(sends)

    broadcast = sends.sent(sends.all_owned_by("staff01"), kind="groups")
    asked = told()
    sends.confirm(broadcast)
    sends.follow()

    assert asked == 2 * [("group", "done", "asked_for", "")]
    assert told() == 2 * [("group", "done", "sent", "")]
    assert set(Delivery.objects.values_list("counted_at", flat=True)) == {None}


def test_a_post_stopped_before_the_call_goes_into_no_group(sends: Sends) -> None:
    two_groups(sends)
    broadcast = sends.off(sends.all_owned_by("staff01"), kind="groups")
    stopped = copies.cause_of(broadcast, at=timezone.now())
    causes.halt(stopped.room, stopped.subject, at=timezone.now())

    sends.carry()

    assert sends.asked_for() == 0
    assert set(states(broadcast).values()) == {"stopped"}
    assert told() == 2 * [("group", "dropped", "", "stopped")]


def test_a_moment_is_one_copy_for_everybody_sent_once_somebody_publishes_it(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()

    broadcast = moment(sends, "staff01", "staff02")
    asked = told()
    sends.follow(10)
    publish(sends, broadcast, "staff01")
    sends.follow(120)

    assert asked == [("public", "done", "asked_for", "")]
    assert told() == [("public", "done", "sent", "")]


def test_a_moment_that_nobody_publishes_expires_unconfirmed(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()

    moment(sends, "staff01")
    sends.follow(10)
    for _ in range(16):
        sends.follow(86_400)

    assert told() == [("public", "expired", "", "unconfirmed")]
