"""Tags given and taken here reach WeCom, on every tie of the person; what differs is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.ground.channels.port import ChannelError
from guisu.ground.events.delivery import deliver
from guisu.know.customers import services as customers
from guisu.take_in.sync.models import CorpTag, Marking, TagDrift, Tie
from guisu.take_in.sync.services import marking
from practice.world.seeding import Seed
from tests import make
from tests.sync.acts import Shop
from tests.sync.tagging import SEED, given, high, person, row_of, taken, there, told

pytestmark = pytest.mark.django_db
MARK = "externalcontact/mark_tag"


@pytest.fixture
def seed() -> Seed:
    return SEED


def test_a_tag_given_here_stands_on_every_tie_of_the_person(blossom: Shop) -> None:
    who = person(blossom)
    blossom.ground.act("add", user_id="staff02", external_id=who, add_way=3)
    blossom.read()

    given(high().tag, row_of(who))
    told()

    tag_id = high().corp_tag_id
    assert all(tag_id in on for on in there(blossom, who).values())
    assert len(there(blossom, who)) == 2
    assert not Marking.objects.exists()
    blossom.assert_same()


def test_a_tag_taken_here_is_taken_from_every_tie(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    given(high().tag, row_of(who))
    told()

    taken(high().tag, row_of(who))
    told()

    assert there(blossom, who)["staff01"] == []
    blossom.read()
    assert not row_of(who).taggings.exists()
    blossom.assert_same()


def test_what_wecom_told_us_is_not_told_back(blossom: Shop) -> None:
    who = person(blossom)
    blossom.ground.act("add", user_id="staff02", external_id=who, add_way=3)
    blossom.read()
    tag_id = high().corp_tag_id
    blossom.ground.act("edit_tags", user_id="staff01", external_id=who, add_tags=[tag_id])
    blossom.read()

    told()

    assert row_of(who).taggings.count() == 1
    assert there(blossom, who) == {"staff01": [tag_id], "staff02": []}


def test_given_and_taken_before_it_was_told_the_last_word_counts(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()

    given(high().tag, row_of(who))
    while deliver():
        pass
    taken(high().tag, row_of(who))
    told()

    assert there(blossom, who)["staff01"] == []
    assert not Marking.objects.exists()


def test_a_wish_that_comes_while_wecom_is_told_is_told_too(
    blossom: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = person(blossom)
    blossom.read()
    tie = Tie.objects.get(colleague__userid="staff01", external_userid=who)
    low = CorpTag.objects.exclude(pk=high().pk).first()
    assert low is not None
    marking.wish({tie.pk: {high().corp_tag_id: True}}, at=timezone.now())
    settled = marking._told

    def meanwhile(row: Marking, **more: object) -> None:
        monkeypatch.setattr(marking, "_told", settled)
        marking.wish({tie.pk: {low.corp_tag_id: True}}, at=timezone.now())
        settled(row, at=timezone.now())

    monkeypatch.setattr(marking, "_told", meanwhile)
    while marking.step():
        pass

    assert set(there(blossom, who)["staff01"]) == {high().corp_tag_id, low.corp_tag_id}
    assert not Marking.objects.exists()


def test_a_new_contact_brings_the_tags_that_were_given_before(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    given(high().tag, row_of(who))
    told()
    blossom.news()
    blossom.ground.act("add", user_id="staff02", external_id=who, add_way=3)

    blossom.hear()
    told()

    assert there(blossom, who)["staff02"] == [high().corp_tag_id]


def test_both_rows_of_a_merged_person_are_told(blossom: Shop) -> None:
    first, second = person(blossom), person(blossom, place=1)
    blossom.read()
    customers.merge(row_of(first), row_of(second), by=make.mei(), at=timezone.now())

    given(high().tag, row_of(second))
    told()

    tag_id = high().corp_tag_id
    assert tag_id in there(blossom, first)["staff01"]
    assert tag_id in there(blossom, second)["staff01"]


def test_an_answer_that_is_lost_is_asked_for_again(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    given(high().tag, row_of(who))
    blossom.ground.faults(calls=[{"path": MARK, "answers_lost": 1.0}])

    told()
    waiting = Marking.objects.get()
    blossom.ground.faults()
    Marking.objects.update(due_at=timezone.now())
    told()

    assert waiting.state == Marking.State.WAITING
    assert there(blossom, who)["staff01"] == [high().corp_tag_id]
    assert not Marking.objects.exists()


def test_a_tag_that_the_corp_deleted_keeps_nothing_else_from_being_told(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    tie = Tie.objects.get(colleague__userid="staff01", external_userid=who)
    gone, kept = CorpTag.objects.order_by("pk")[:2]
    blossom.ground.act("delete_tag", tag_id=gone.corp_tag_id)
    marking.wish({tie.pk: {gone.corp_tag_id: True, kept.corp_tag_id: True}}, at=timezone.now())

    while marking.step():
        pass

    assert there(blossom, who)["staff01"] == [kept.corp_tag_id]


def test_a_refusal_is_kept_with_its_code_and_can_be_tried_again(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    given(high().tag, row_of(who))
    blossom.ground.faults(calls=[{"path": MARK, "code": 40003, "next_calls": 1}])

    told()
    refused = Marking.objects.get()
    again = marking.try_again(Marking.objects.all(), at=timezone.now())
    told()

    assert (refused.state, refused.code, again) == (Marking.State.FAILED, "40003", 1)
    assert there(blossom, who)["staff01"] == [high().corp_tag_id]


def test_what_wecom_refuses_takes_no_later_wish_along(
    blossom: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = person(blossom)
    blossom.read()
    tie = Tie.objects.get(colleague__userid="staff01", external_userid=who)
    low = CorpTag.objects.exclude(pk=high().pk).first()
    assert low is not None
    marking.wish({tie.pk: {high().corp_tag_id: True}}, at=timezone.now())
    blossom.ground.faults(calls=[{"path": MARK, "code": 40003, "next_calls": 1}])
    refused = marking._refused

    def meanwhile(row: Marking, error: ChannelError) -> None:
        marking.wish({tie.pk: {low.corp_tag_id: True}}, at=timezone.now())
        refused(row, error)

    monkeypatch.setattr(marking, "_refused", meanwhile)
    while marking.step():
        pass

    assert low.corp_tag_id in there(blossom, who)["staff01"]


def test_what_is_over_does_not_come_back_with_the_next_wish(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    tie = Tie.objects.get(colleague__userid="staff01", external_userid=who)
    low = CorpTag.objects.exclude(pk=high().pk).first()
    assert low is not None
    long_ago = timezone.now() - marking.KEPT - timedelta(minutes=1)
    marking.wish({tie.pk: {high().corp_tag_id: True}}, at=long_ago)
    while marking.step():
        pass

    marking.wish({tie.pk: {low.corp_tag_id: True}}, at=timezone.now())
    while marking.step():
        pass

    assert there(blossom, who)["staff01"] == [low.corp_tag_id]


def test_a_wish_of_a_month_ago_is_not_told_any_more(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    tie = Tie.objects.get(colleague__userid="staff01", external_userid=who)
    long_ago = timezone.now() - marking.KEPT - timedelta(minutes=1)
    marking.wish({tie.pk: {high().corp_tag_id: True}}, at=long_ago)

    while marking.step():
        pass

    assert Marking.objects.get().state == Marking.State.EXPIRED
    assert there(blossom, who)["staff01"] == []


def test_what_a_colleague_takes_in_wecom_stays_here_and_is_shown_to_differ(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    given(high().tag, row_of(who))
    told()
    blossom.ground.act(
        "edit_tags", user_id="staff01", external_id=who, remove_tags=[high().corp_tag_id]
    )

    blossom.read()
    differing = list(TagDrift.objects.values_list("tie__external_userid", "corp_tag__name"))
    marking.tell_again(TagDrift.objects.all(), at=timezone.now())
    told()

    assert row_of(who).taggings.count() == 1
    assert differing == [(who, "高")]
    assert not TagDrift.objects.exists()
    assert there(blossom, who)["staff01"] == [high().corp_tag_id]


def test_taken_here_too_nothing_differs_any_more(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    given(high().tag, row_of(who))
    told()
    blossom.ground.act(
        "edit_tags", user_id="staff01", external_id=who, remove_tags=[high().corp_tag_id]
    )
    blossom.read()

    taken(high().tag, row_of(who))
    told()

    assert not TagDrift.objects.exists()
    assert there(blossom, who)["staff01"] == []
