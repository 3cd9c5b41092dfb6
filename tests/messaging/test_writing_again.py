"""Whom a message did not reach: written to again, on purpose, and nobody twice."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.act.messaging.domain.outcomes import NobodyMissed
from guisu.act.messaging.models import Broadcast
from guisu.act.messaging.services import drafts
from tests import make
from tests.console.browsing import browser
from tests.messaging.acts import ADD, Sends, refuse, states

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400


def test_whom_it_did_not_reach_get_it_with_a_second_message_and_nobody_twice(sends: Sends) -> None:
    [refused] = sends.contacts("staff01")
    [reached] = sends.contacts("staff02")
    sends.shop.read()
    sends.shop.ground.faults(calls=[{"path": ADD, "code": 41047, "next_calls": 1}])
    broadcast = sends.sent(sends.all_of("staff01", "staff02"))
    sends.confirm_by(broadcast, "staff02")
    sends.follow()

    again = sends.again(broadcast)
    assert sends.again(broadcast) == again
    drafts.send_off(again, due_at=timezone.now(), by=make.mei(), at=timezone.now())
    sends.work()
    sends.confirm(again)
    sends.follow()

    assert sends.fresh(broadcast).state == "ended"
    assert states(broadcast) == {refused: "not_sent", reached: "sent"}
    assert states(again) == {refused: "sent"}
    assert (again.says, again.audience) == (broadcast.says, {"missed": broadcast.pk})
    assert sorted(sends.arrived()) == [("staff01", refused), ("staff02", reached)]


def test_who_may_get_the_first_one_yet_is_not_written_to_again(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    under_way = sends.sent(sends.all_of("staff01"))
    with pytest.raises(NobodyMissed):
        sends.again(under_way)

    sends.follow(14 * DAY + HOUR)  # the colleague can still confirm it in WeCom

    assert sends.fresh(under_way).state == "ended"
    with pytest.raises(NobodyMissed):
        sends.again(under_way)


def test_what_was_cancelled_can_go_to_the_rest_and_those_who_said_no_since_are_left_out(
    sends: Sends,
) -> None:
    stays, leaves = sends.contacts("staff01", 2)
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01"))
    drafts.cancel(broadcast, by=make.mei(), at=timezone.now())
    sends.carry()
    sends.follow()
    refuse(sends, leaves)

    again = sends.again(broadcast)
    drafts.send_off(again, due_at=timezone.now(), by=make.mei(), at=timezone.now())
    sends.work()

    assert states(again) == {stays: "waiting", leaves: "refused"}
    assert sends.asked_for() == 2


def test_groups_that_were_not_reached_get_it_again(sends: Sends) -> None:
    sends.shop.ground.act("open_group", owner="staff01", name="一群")
    sends.shop.read()
    sends.shop.ground.faults(calls=[{"path": ADD, "code": 41047, "next_calls": 1}])
    owners = {"owners": [sends.colleague("staff01").pk]}
    broadcast = sends.sent(owners, kind="groups")

    again = sends.again(broadcast)
    drafts.send_off(again, due_at=timezone.now(), by=make.mei(), at=timezone.now())
    sends.work()
    sends.confirm(again)
    sends.follow()

    assert set(states(broadcast).values()) == {"not_sent"}
    assert set(states(again).values()) == {"sent"}


def test_the_page_offers_it_once_and_leads_to_what_was_written(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    sends.shop.ground.faults(calls=[{"path": ADD, "code": 41047, "next_calls": 1}])
    broadcast = sends.sent(sends.all_of("staff01"))
    mei = browser(make.mei())
    url = reverse("console:message", args=[broadcast.pk])
    before = mei.get(url).content.decode()

    answer = mei.post(reverse("console:message-again", args=[broadcast.pk]))
    draft = Broadcast.objects.latest("pk")
    edited = mei.post(
        reverse("console:message-edit", args=[draft.pk]), {"title": "补", "text": "到店"}
    )

    assert "Write to them again" in before
    assert answer.headers["Location"] == reverse("console:message", args=[draft.pk])
    assert "Whom “会员日” did not reach" in mei.get(answer.headers["Location"]).content.decode()
    assert edited.status_code == 302
    draft.refresh_from_db()
    assert (draft.content.text, draft.audience) == ("到店", {"missed": broadcast.pk})
    after = mei.get(url).content.decode()
    assert "Write to them again" not in after
    assert reverse("console:message", args=[draft.pk]) in after


def test_who_may_not_send_or_sees_another_store_cannot_write_again(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    sends.shop.ground.faults(calls=[{"path": ADD, "code": 41047, "next_calls": 1}])
    broadcast = sends.sent(sends.all_of("staff01"))
    url = reverse("console:message-again", args=[broadcast.pk])

    answers: list[Any] = [browser(who).post(url) for who in (make.lin(), make.jun())]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert Broadcast.objects.count() == 1
