"""What a message rests on may go while it waits: it is refused or held, and its page says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.act.messaging.domain.grounds import (
    REFUSALS,
    ConnectionPutAway,
    Gone,
    SegmentPutAway,
    SegmentUncounted,
    SendersGone,
    StoreClosed,
    TagsGone,
)
from guisu.act.messaging.domain.outcomes import LATEST, NobodyToSendTo
from guisu.act.messaging.models import Broadcast
from guisu.act.messaging.selectors import audiences
from guisu.act.messaging.services import drafts, preparing
from guisu.ground.channels.domain import CannotBeCarried
from guisu.ground.channels.models import Connection
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff.models import Store
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.ground.warehouse.loading import load
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, CustomerStore
from guisu.know.segments.models import Member, Segment
from guisu.know.segments.services import refreshing, segments
from guisu.take_in.sync.models import CorpTag
from tests import conditions as c
from tests import make
from tests.console.browsing import browser
from tests.messaging.acts import Sends, states

pytestmark = pytest.mark.django_db


def to_a_segment(sends: Sends) -> Broadcast:
    """Of everybody whom the shop knows."""
    sends.contacts("staff01")
    sends.shop.read()
    now = timezone.now()
    made = segments.create(
        "Everybody", c.Not(c.Attribute("region", values=("火星",))), by=make.mei(), at=now
    )
    while load():
        pass
    refreshing.refresh_due(at=now)
    return sends.draft({"segment": made.pk})


def to_contacts(sends: Sends) -> Broadcast:
    sends.contacts("staff01")
    sends.shop.read()
    return sends.draft(sends.all_of("staff01", "staff02"))


def to_one(sends: Sends) -> Broadcast:
    [who] = sends.contacts("staff01")
    sends.shop.read()
    return sends.draft(sends.to(who))


def to_groups(sends: Sends) -> Broadcast:
    sends.shop.ground.act("open_group", owner="staff01", name="老客群")
    sends.shop.read()
    return sends.draft(sends.all_owned_by("staff01"), kind="groups")


def a_moment(sends: Sends) -> Broadcast:
    sends.contacts("staff01")
    sends.shop.read()
    return sends.draft({**sends.all_of("staff01"), "tags": []}, kind="moment")


def a_moment_for_a_tag(sends: Sends) -> Broadcast:
    sends.shop.ground.act("make_tags", group_name="标签", names=["金"])
    sends.shop.read()
    tag = CorpTag.objects.get()
    return sends.draft({**sends.all_of("staff01"), "tags": [tag.pk]}, kind="moment")


def of_a_store(sends: Sends) -> Broadcast:
    draft = to_contacts(sends)
    store = Store.objects.create(name="North", code="north")
    sends.shop.connection.colleagues.update(store=store)
    for each in Customer.objects.all():
        CustomerStore.objects.create(customer=each, store=store, since=timezone.now())
    Broadcast.objects.filter(pk=draft.pk).update(store=store)
    return sends.fresh(draft)


def put_away_segment(sends: Sends) -> None:
    segments.archive(Segment.objects.get(), by=make.mei(), at=timezone.now())


def break_segment(sends: Sends) -> None:
    Segment.objects.update(definition='["lost"]', version=2)


def lose_right(sends: Sends) -> None:
    sends.shop.connection.colleagues.filter(userid="staff01").update(may_contact=False)


def leave(sends: Sends) -> None:
    leaver = sends.shop.connection.colleagues.filter(userid="staff01")
    leaver.update(left_at=timezone.now(), may_contact=False)


def close_store(sends: Sends) -> None:
    Store.objects.update(is_open=False)


def move_to_no_store(sends: Sends) -> None:
    sends.shop.connection.colleagues.update(store=None)


def delete_tag(sends: Sends) -> None:
    CorpTag.objects.update(deleted_at=timezone.now())


def outgrow(sends: Sends) -> None:
    """As if the provider took less from now on."""
    long = {"content": {"text": "长" * 5_000, "parts": []}, "variants": {}}
    Broadcast.objects.update(says=long)


def put_away_connection(sends: Sends) -> None:
    Connection.objects.update(is_active=False)


def erase(sends: Sends) -> None:
    [pk] = Broadcast.objects.get().audience["people"]
    customers.erase(Customer.objects.get(pk=pk), by=None, at=timezone.now())


@dataclass(frozen=True, slots=True)
class Case:
    draft: Callable[[Sends], Broadcast]
    happens: Callable[[Sends], None]
    held: Gone
    refused: type[Refusal]

    def __str__(self) -> str:
        return f"{self.draft.__name__} {self.happens.__name__}"


CASES = [
    Case(to_a_segment, put_away_segment, Gone.SEGMENT, SegmentPutAway),
    Case(to_a_segment, break_segment, Gone.UNCOUNTED, SegmentUncounted),
    Case(to_contacts, lose_right, Gone.SENDERS, SendersGone),
    Case(to_contacts, leave, Gone.SENDERS, SendersGone),
    Case(to_contacts, outgrow, Gone.CONTENT, CannotBeCarried),
    Case(to_contacts, put_away_connection, Gone.CONNECTION, ConnectionPutAway),
    Case(of_a_store, close_store, Gone.STORE, StoreClosed),
    Case(of_a_store, move_to_no_store, Gone.SENDERS, SendersGone),
    Case(to_one, erase, Gone.NOBODY, NobodyToSendTo),
    Case(to_groups, leave, Gone.SENDERS, SendersGone),
    Case(to_groups, put_away_connection, Gone.CONNECTION, ConnectionPutAway),
    Case(a_moment, leave, Gone.SENDERS, SendersGone),
    Case(a_moment, outgrow, Gone.CONTENT, CannotBeCarried),
    Case(a_moment, put_away_connection, Gone.CONNECTION, ConnectionPutAway),
    Case(a_moment_for_a_tag, delete_tag, Gone.TAGS, TagsGone),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_goes_while_a_message_waits_holds_it_and_its_page_says_so(
    sends: Sends, case: Case
) -> None:
    draft = case.draft(sends)
    now = timezone.now()
    drafts.send_off(draft, due_at=now + timedelta(hours=1), by=make.mei(), at=now)

    case.happens(sends)
    sends.forward(3_601)
    sends.work()
    page = browser(make.mei()).get(reverse("console:message", args=[draft.pk]))

    held = sends.fresh(draft)
    assert (held.state, held.held_for) == (Broadcast.State.HELD, case.held)
    assert str(Broadcast.Why(case.held).label) in page.content.decode()
    assert sends.asked_for() == len(sends.shop.ground.inner.world.moments) == 0


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_gone_before_a_message_is_sent_off_refuses_it(sends: Sends, case: Case) -> None:
    draft = case.draft(sends)
    case.happens(sends)
    now = timezone.now()

    with pytest.raises(case.refused):
        drafts.send_off(sends.fresh(draft), due_at=now, by=make.mei(), at=now)

    assert sends.fresh(draft).state == Broadcast.State.DRAFT


def test_every_reason_has_a_refusal_or_is_one_of_the_carrier_or_of_time() -> None:
    assert {case.held for case in CASES} | {Gone.LATE} == set(Gone)
    assert set(REFUSALS) | {Gone.LATE, Gone.CONTENT} == set(Gone)


def test_what_was_held_goes_once_it_is_mended_and_sent_again(sends: Sends) -> None:
    draft = to_contacts(sends)
    now = timezone.now()
    drafts.send_off(draft, due_at=now + timedelta(hours=1), by=make.mei(), at=now)
    lose_right(sends)
    sends.forward(3_601)
    sends.work()

    sends.shop.connection.colleagues.update(may_contact=True)
    drafts.call_back(sends.fresh(draft), by=make.mei(), at=timezone.now())
    drafts.send_off(sends.fresh(draft), due_at=now, by=make.mei(), at=timezone.now())
    sends.work()

    assert (sends.fresh(draft).state, sends.fresh(draft).held_for) == ("under_way", "")
    assert sends.asked_for() == 1


def test_a_segment_that_nobody_is_in_as_yet_may_be_written_to_at_its_time(sends: Sends) -> None:
    draft = to_a_segment(sends)
    segment = Segment.objects.get()
    Member.objects.filter(segment=segment).delete()
    now = timezone.now()

    drafts.send_off(draft, due_at=now + timedelta(hours=1), by=make.mei(), at=now)
    sends.forward(3_601)
    sends.work()

    assert set(states(draft).values()) == {"waiting"}


def test_while_a_segment_cannot_be_counted_its_message_waits_and_keeps_no_other_waiting(
    sends: Sends, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = to_a_segment(sends)
    other = sends.draft(sends.all_of("staff01"), title="也等着")
    now = timezone.now()
    for each, wait in ((draft, 1), (other, 2)):
        due_at = now + timedelta(minutes=wait)
        drafts.send_off(each, due_at=due_at, by=make.mei(), at=now)

    def away(*_args: object, **_more: object) -> None:
        raise WarehouseAway

    with monkeypatch.context() as at_rest:
        at_rest.setattr(refreshing, "refresh", away)
        sends.forward(180)
        sends.work()
        waiting, went = sends.fresh(draft), sends.fresh(other)
        page = browser(make.mei()).get(reverse("console:message", args=[draft.pk]))
    sends.work()

    assert (waiting.state, waiting.held_for) == ("waiting", Gone.UNCOUNTED)
    assert "It waits until its segment can be counted" in page.content.decode()
    assert went.state == sends.fresh(draft).state == "under_way"
    assert sends.fresh(draft).held_for == ""


def test_what_waited_for_its_count_too_long_is_held_and_says_that(
    sends: Sends, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = to_a_segment(sends)
    now = timezone.now()
    drafts.send_off(draft, due_at=now + timedelta(minutes=1), by=make.mei(), at=now)

    def away(*_args: object, **_more: object) -> None:
        raise WarehouseAway

    monkeypatch.setattr(refreshing, "refresh", away)
    for seconds in (120, LATEST.total_seconds()):
        sends.forward(seconds)
        assert preparing.step() is (seconds != 120)

    assert (sends.fresh(draft).state, sends.fresh(draft).held_for) == ("held", Gone.UNCOUNTED)


def test_who_was_chosen_and_turned_out_to_be_somebody_else_gets_it(sends: Sends) -> None:
    older = make.customer("老记录")
    [who] = sends.contacts("staff01")
    sends.shop.read()
    chosen = sends.to(who)
    draft = sends.draft(chosen)
    now = timezone.now()
    drafts.send_off(draft, due_at=now + timedelta(minutes=1), by=make.mei(), at=now)

    customers.merge(older, sends.customer(who), by=None, at=timezone.now())
    sends.forward(120)
    sends.work()

    assert states(draft) == {who: "waiting"}
    assert audiences.gather(sends.fresh(draft)).targets == {older.pk}
