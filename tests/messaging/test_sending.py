"""Mass messages over a practice ground: whom they reach, once, and what became of each."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.utils import timezone

from guisu.act.messaging.domain.outcomes import (
    NobodyToRemind,
    NobodyToSendTo,
    NotADraft,
    NothingToCancel,
    RemindedEnough,
)
from guisu.act.messaging.domain.quotas import BadQuota, Period
from guisu.act.messaging.models import Broadcast, Duty, Errand, Recipient
from guisu.act.messaging.selectors import audiences
from guisu.act.messaging.selectors.missed import missed
from guisu.act.messaging.services import drafts, preparing
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.port import NOBODY_KNOWS, Card, File, Link
from guisu.ground.channels.upgrades import fill_codes
from guisu.ground.events.models import Event
from guisu.know.customers import services as customers
from tests import make
from tests.messaging.acts import ADD, Sends, errands, picture, refuse, states

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400
MIGRATION = "guisu.act.messaging.migrations.0002_code_of_outcome"


def test_each_gets_one_copy_from_one_colleague_and_all_is_known_in_the_end(sends: Sends) -> None:
    first, second = sends.contacts("staff01", 2)
    [third] = sends.contacts("staff02")
    sends.shop.ground.act("add", user_id="staff02", external_id=first, add_way=2)
    sends.shop.read()

    broadcast = sends.sent(sends.all_of("staff01", "staff02"))
    sends.follow(10)
    before = states(broadcast)
    sends.confirm(broadcast)
    sends.follow(120)

    assert sorted(sends.arrived()) == sorted(
        [("staff01", first), ("staff01", second), ("staff02", third)]
    )
    assert set(before.values()) == {"waiting"}
    assert set(states(broadcast).values()) == {"sent"}
    assert sends.fresh(broadcast).state == "ended"
    told = Event.objects.filter(kind="message.sent").values_list("customer_id", flat=True)
    assert set(told) == {sends.customer(one).pk for one in (first, second, third)}


def test_of_three_one_gets_it_one_is_gone_and_one_has_had_enough(sends: Sends) -> None:
    good, gone, full = sends.contacts("staff01", 3)
    sends.shop.read()
    sends.shop.ground.act("govern", broadcast_quota="day_1")
    sends.shop.ground.act("broadcast_by_hand", user_id="staff01", external_ids=[full], text="早")
    broadcast = sends.sent(sends.to(good, gone, full))
    sends.shop.ground.act("delete_staff", external_id=gone, user_id="staff01")

    sends.confirm(broadcast)
    sends.follow(120)

    assert states(broadcast) == {good: "sent", gone: "no_contact", full: "over_quota"}
    again = audiences.preview(sends.draft(sends.to(good, full)), at=timezone.now())
    assert dict(again.left_out) == {Recipient.Reason.QUOTA: 1}


def test_who_refused_who_had_enough_and_whom_nobody_knows_is_left_out_with_the_reason(
    sends: Sends,
) -> None:
    good, refusing, turned, full = sends.contacts("staff01", 4)
    sends.shop.read()
    stranger = make.customer("阿明")
    refuse(sends, refusing)
    refuse(sends, turned)
    sends.forward(1)
    refuse(sends, turned, granted=True)
    drafts.set_rules(
        sends.shop.connection,
        period=Period.WEEK,
        most=1,
        task_after_hours=4,
        by=make.mei(),
        at=timezone.now(),
    )
    sends.sent(sends.to(full))
    everybody = sends.to(good, refusing, turned, full)
    everybody["people"].append(stranger.pk)

    preview = audiences.preview(sends.draft(everybody), at=timezone.now())
    broadcast = sends.off(everybody)

    assert (preview.asked, preview.going) == (5, 2)
    assert dict(preview.left_out) == {
        Recipient.Reason.NOBODY: 1,
        Recipient.Reason.REFUSED: 1,
        Recipient.Reason.QUOTA: 1,
    }
    assert states(broadcast) == {
        good: "waiting",
        turned: "waiting",
        refusing: "refused",
        full: "quota",
        "": "nobody",
    }


def test_the_quota_is_free_again_in_the_next_period_and_when_nothing_was_sent(sends: Sends) -> None:
    [person] = sends.contacts("staff01")
    sends.shop.read()
    drafts.set_rules(
        sends.shop.connection,
        period=Period.DAY,
        most=1,
        task_after_hours=0,
        by=make.mei(),
        at=timezone.now(),
    )
    cancelled = sends.off(sends.to(person))
    drafts.cancel(cancelled, by=make.mei(), at=timezone.now())
    sent = sends.sent(sends.to(person))
    sends.confirm(sent)
    sends.follow(120)

    same_day = states(sends.off(sends.to(person)))
    sends.forward(DAY)
    next_day = states(sends.off(sends.to(person)))

    assert states(cancelled) == {person: "not_sent"}
    assert (same_day, next_day) == ({person: "quota"}, {person: "waiting"})


def test_nobody_may_have_more_than_wecom_lets_through(sends: Sends) -> None:
    with pytest.raises(BadQuota):
        drafts.set_rules(
            sends.shop.connection,
            period=Period.WEEK,
            most=8,
            task_after_hours=4,
            by=make.mei(),
            at=timezone.now(),
        )


def test_groups_get_it_from_their_owners(sends: Sends) -> None:
    ground = sends.shop.ground
    mine = ground.act("open_group", owner="staff01", name="一群")["chat_id"]
    other = ground.act("open_group", owner="staff02", name="二群")["chat_id"]
    ground.act("open_group", owner="staff03", name="三群")
    sends.shop.read()
    owners = {"owners": sends.all_of("staff01", "staff02")["colleagues"]}

    broadcast = sends.sent(owners, kind="groups")
    sends.confirm(broadcast)
    sends.follow(120)

    assert sorted(sends.arrived("group-broadcast")) == [("staff01", mine), ("staff02", other)]
    assert states(broadcast) == {mine: "sent", other: "sent"}


def test_it_is_sent_at_its_time_to_whom_the_audience_holds_then(sends: Sends) -> None:
    [first] = sends.contacts("staff01")
    sends.shop.read()
    draft = sends.draft(sends.all_of("staff01"))
    at = timezone.now()
    drafts.send_off(draft, due_at=at + timedelta(hours=1), by=make.mei(), at=at)
    early = preparing.step()
    [later] = sends.contacts("staff01")
    sends.shop.read()

    sends.forward(HOUR)
    on_time = preparing.step()

    assert (early, on_time) == (False, True)
    assert set(states(draft)) == {first, later}


def test_pictures_links_and_cards_arrive_and_a_picture_is_uploaded_once(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.contacts("staff02")
    sends.shop.read()
    kept = picture()
    parts = (
        kept,
        Link("会员日", "https://example.com/a"),
        Card("商城", "wx1", "index", kept.digest),
        File(kept.digest, "价目表.png"),
    )

    broadcast = sends.sent(sends.all_of("staff01", "staff02"), parts=parts)

    assert errands(broadcast) == [("make", "done")] * 2
    calls = sends.shop.ground.look("calls")["calls"]
    assert [one["path"] for one in calls].count("media/upload") == 2  # as a picture, and as a file


def test_a_picture_that_wecom_has_forgotten_is_uploaded_again(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    attached = [picture()]
    sends.sent(sends.all_of("staff01"), parts=attached)
    sends.shop.ground.inner.world.media.clear()

    broadcast = sends.sent(sends.all_of("staff01"), parts=attached)

    assert errands(broadcast) == [("make", "done")]


def test_what_is_cancelled_goes_to_nobody_more_and_what_was_confirmed_stays(sends: Sends) -> None:
    [first] = sends.contacts("staff01")
    [second] = sends.contacts("staff02")
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01", "staff02"))
    sends.confirm_by(broadcast, "staff01")

    drafts.cancel(broadcast, by=make.mei(), at=timezone.now())
    sends.carry()
    sends.follow()

    assert states(broadcast) == {first: "sent", second: "not_sent"}
    assert sends.fresh(broadcast).state == "cancelled"
    assert broadcast.ended_at is not None
    with pytest.raises(NothingToCancel):
        drafts.cancel(broadcast, by=make.mei(), at=timezone.now())


def test_what_wecom_was_not_asked_for_yet_is_dropped_at_once(sends: Sends) -> None:
    [person] = sends.contacts("staff01")
    sends.shop.read()
    broadcast = sends.off(sends.to(person))

    drafts.cancel(broadcast, by=make.mei(), at=timezone.now())
    sends.carry()

    assert errands(broadcast) == [("make", "dropped")]
    assert (sends.asked_for(), states(broadcast)) == (0, {person: "not_sent"})


def test_colleagues_are_reminded_three_times_a_day_at_most(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01"))
    for _ in range(3):
        drafts.remind(broadcast, by=make.mei(), at=timezone.now())
        sends.carry()

    with pytest.raises(RemindedEnough):
        drafts.remind(broadcast, by=make.mei(), at=timezone.now())
    asked = sends.shop.ground.look("delivered", channel="task", receiver="staff01")
    sends.confirm(broadcast)
    sends.follow(120)

    assert len(asked) == 1 + 3
    with pytest.raises(NobodyToRemind):
        drafts.remind(broadcast, by=make.mei(), at=timezone.now())


def test_who_has_not_confirmed_after_hours_gets_a_task_that_the_fact_closes(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.contacts("staff02")
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01", "staff02"))
    sends.confirm_by(broadcast, "staff01")
    sends.follow(HOUR)
    early = list(StaffTask.objects.all())

    for _ in range(4):
        sends.follow(HOUR)
    [task] = StaffTask.objects.all()
    sends.confirm_by(broadcast, "staff02")
    sends.follow(HOUR)
    task.refresh_from_db()

    assert early == []
    assert (task.colleague.userid, task.kind) == ("staff02", "confirm_message")
    assert (task.state, task.proof) == ("done", "fact")


def test_a_cancelled_message_takes_its_staff_tasks_back(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01"))
    for _ in range(5):
        sends.follow(HOUR)

    drafts.cancel(broadcast, by=make.mei(), at=timezone.now())
    sends.carry()
    sends.follow()

    assert [one.state for one in StaffTask.objects.all()] == ["withdrawn"]


def test_after_two_weeks_nobody_is_waited_for(sends: Sends) -> None:
    [person] = sends.contacts("staff01")
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01"))

    sends.follow(14 * DAY + HOUR)

    assert states(broadcast) == {person: "not_sent"}
    assert sends.fresh(broadcast).state == "ended"


def test_only_drafts_are_changed_and_discarded(sends: Sends) -> None:
    sends.contacts("staff01")
    sends.shop.read()
    draft, waiting = (sends.draft(sends.all_of("staff01")) for _ in range(2))
    drafts.send_off(
        waiting, due_at=timezone.now() + timedelta(days=1), by=make.mei(), at=timezone.now()
    )
    nobody = sends.draft({"people": []})

    drafts.discard(draft, by=make.mei(), at=timezone.now())

    with pytest.raises(NotADraft):
        drafts.discard(waiting, by=make.mei(), at=timezone.now())
    with pytest.raises(NobodyToSendTo):
        drafts.send_off(nobody, due_at=timezone.now(), by=make.mei(), at=timezone.now())
    drafts.call_back(waiting, by=make.mei(), at=timezone.now())
    assert set(Broadcast.objects.values_list("pk", "state")) == {
        (waiting.pk, "draft"),
        (nobody.pk, "draft"),
    }


def test_messages_go_with_the_person(sends: Sends) -> None:
    stays, goes = sends.contacts("staff01", 2)
    sends.shop.read()
    broadcast = sends.off(sends.all_of("staff01"))
    person = sends.customer(goes)
    told = customers.export_person(person)["messages"]

    customers.erase(person, by=make.mei(), at=timezone.now())
    sends.carry()
    sends.confirm(broadcast)

    assert [one["title"] for one in told] == ["会员日"]
    assert sends.arrived() == [("staff01", stays)]
    assert goes not in str(list(Recipient.objects.values()))


def test_a_refused_message_is_told_as_refused_and_reaches_nobody(sends: Sends) -> None:
    [person] = sends.contacts("staff01")
    sends.shop.read()
    sends.shop.ground.faults(calls=[{"path": ADD, "code": 41047, "next_calls": 1}])

    broadcast = sends.sent(sends.all_of("staff01"))

    assert errands(broadcast) == [("make", "failed")]
    assert Errand.objects.get().code == "41047"
    assert states(broadcast) == {person: "not_sent"}
    assert sends.fresh(broadcast).state == "ended"
    assert Duty.objects.get().confirmed_at is None


def test_what_was_refused_before_codes_had_a_column_keeps_its_meaning(sends: Sends) -> None:
    """The migration: those of whose call nobody knows are not written to again, others are."""
    for userid in ("staff01", "staff02"):
        sends.contacts(userid)
    sends.shop.read()
    sends.shop.ground.faults(calls=[{"path": ADD, "code": 41047, "next_calls": 2}])
    broadcast = sends.sent(sends.all_of("staff01", "staff02"))
    first, second = Errand.objects.order_by("pk")
    Errand.objects.filter(pk=first.pk).update(
        code="", error="It is not known whether WeCom took it."
    )
    Errand.objects.filter(pk=second.pk).update(code="", error="add: refused by WeCom (41047)")

    for _ in range(2):
        fill_codes(Errand, import_module(MIGRATION).KNOWN)

    assert list(Errand.objects.order_by("pk").values_list("code", flat=True)) == [
        NOBODY_KNOWS,
        "41047",
    ]
    assert list(missed(broadcast.pk).values_list("duty__task", flat=True)) == [second.task_id]
