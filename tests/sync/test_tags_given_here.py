"""Tags given and taken here reach WeCom, on every tie of the person; what differs is shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.ground.channels.port import ChannelError
from guisu.ground.events.delivery import deliver
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, Identity, Tag, TagKind
from guisu.know.customers.services import tags
from guisu.take_in.sync.models import CorpTag, Marking, Mirror, TagDrift, Tie
from guisu.take_in.sync.services import marking, mirroring
from guisu.take_in.sync.tasks import tell_tagged
from practice.world.seeding import Seed
from tests import make
from tests.console.browsing import browser
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db
MARK = "externalcontact/mark_tag"


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=8, tags={"意向": ["高", "低"]})


def high() -> CorpTag:
    return CorpTag.objects.select_related("tag").get(name="高")


def person(shop: Shop, userid: str = "staff01", place: int = 0) -> str:
    """The external id of somebody in contact with a colleague."""
    return str(shop.ground.get("externalcontact/list", userid=userid)["external_userid"][place])


def row_of(external_userid: str) -> Customer:
    return Identity.objects.get(channel="external_userid", value=external_userid).customer


def ours_called(name: str, kind: TagKind) -> Tag:
    return tags.define(name=name, kind=kind, by=make.mei(), at=timezone.now())


def given(tag: Tag, *people: Customer, source: str = "staff:1") -> None:
    at = timezone.now()
    tags.give(tag, [one.pk for one in people], source=source, why="", by=make.mei(), at=at)


def taken(tag: Tag, *people: Customer) -> None:
    at = timezone.now()
    tags.take(tag, [one.pk for one in people], source="staff:1", why="", by=make.mei(), at=at)


def told() -> None:
    """All that follows from the log, told to WeCom."""
    while deliver():
        pass
    while mirroring.step() or marking.step():
        pass


def there(shop: Shop, external_userid: str) -> dict[str, list[str]]:
    """The corp's tags that WeCom shows of a person, by colleague."""
    found = shop.ground.look("snapshot")["customers"]
    return {
        one["userid"]: one["tag_id"] for one in found if one["external_userid"] == external_userid
    }


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


def test_a_tag_of_ours_is_made_in_wecom_and_told_of_all_who_have_it(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    ours = ours_called("爱喝茶", TagKind.NEED)
    given(ours, row_of(who))

    mirroring.want(ours, blossom.connection, by=make.mei(), at=timezone.now())
    mirroring.want(ours, blossom.connection, by=make.mei(), at=timezone.now())
    told()
    tell_tagged.call(CorpTag.objects.get(tag=ours).pk)
    told()

    corp_tag = CorpTag.objects.get(tag=ours)
    assert Mirror.objects.get().state == Mirror.State.DONE
    assert there(blossom, who)["staff01"] == [corp_tag.corp_tag_id]
    blossom.read()
    blossom.assert_same()
    assert Tag.objects.filter(name="爱喝茶").count() == 1


def test_a_lost_answer_makes_no_second_tag_at_wecom_or_here(blossom: Shop) -> None:
    blossom.read()
    ours = ours_called("爱喝茶", TagKind.NEED)
    mirroring.want(ours, blossom.connection, by=make.mei(), at=timezone.now())
    path = "externalcontact/add_corp_tag"
    blossom.ground.faults(calls=[{"path": path, "answers_lost": 1.0}])

    told()
    blossom.ground.faults()
    blossom.read()
    Mirror.objects.update(due_at=timezone.now())
    told()

    names = [one["name"] for one in blossom.ground.look("snapshot")["tags"]]
    assert names.count("爱喝茶") == 1
    assert CorpTag.objects.get(name="爱喝茶").tag == ours
    assert Mirror.objects.get().state == Mirror.State.DONE


def test_a_name_that_stands_for_another_tag_of_ours_is_refused(blossom: Shop) -> None:
    blossom.read()
    taken_by = high()
    ours = ours_called("高", TagKind.VALUE)
    mirror = mirroring.want(ours, blossom.connection, by=make.mei(), at=timezone.now())
    Mirror.objects.filter(pk=mirror.pk).update(group_name=taken_by.group_name)

    told()

    mirror.refresh_from_db()
    assert (mirror.state, mirror.code) == (Mirror.State.FAILED, mirroring.TAKEN)
    assert high().tag == taken_by.tag


def test_the_page_of_a_tag_says_where_it_stands_and_has_it_made_in_wecom(blossom: Shop) -> None:
    blossom.read()
    ours = ours_called("爱喝茶", TagKind.NEED)
    mei = browser(make.mei())
    page = reverse("console:tag", args=[ours.pk])
    before = mei.get(page).content.decode()

    asked = reverse("console:tag-mirror", args=[ours.pk, blossom.connection.pk])
    answer = mei.post(asked, follow=True).content.decode()
    told()
    after = mei.get(page).content.decode()

    assert asked in before
    assert "WeCom is being told of the tag" in answer
    assert asked not in after
    assert "It is the corp" in after


def test_what_differs_is_settled_from_the_page_within_the_scope(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    given(high().tag, row_of(who))
    told()
    off = {"user_id": "staff01", "external_id": who, "remove_tags": [high().corp_tag_id]}
    blossom.ground.act("edit_tags", **off)
    blossom.read()
    settled = reverse("console:tag-drift", args=[high().tag.pk])
    page = reverse("console:tag", args=[high().tag.pk])

    elsewhere = browser(make.bo())
    seen_elsewhere = elsewhere.get(page).content.decode()
    elsewhere.post(settled, {"settled_by": "taking"})
    kept = row_of(who).taggings.count()
    mei = browser(make.mei())
    seen = mei.get(page).content.decode()
    mei.post(settled, {"settled_by": "taking"})
    told()

    assert settled not in seen_elsewhere
    assert settled in seen
    assert (kept, row_of(who).taggings.count()) == (1, 0)
    assert not TagDrift.objects.exists()


def test_what_wecom_refused_is_told_again_from_the_page_of_the_channel(blossom: Shop) -> None:
    who = person(blossom)
    blossom.read()
    given(high().tag, row_of(who))
    blossom.ground.faults(calls=[{"path": MARK, "code": 40003, "next_calls": 1}])
    told()
    mei = browser(make.mei())
    again = reverse("console:channel-markings", args=[blossom.connection.pk])

    page = mei.get(reverse("console:channel", args=[blossom.connection.pk])).content.decode()
    mei.post(again)
    told()

    assert again in page
    assert there(blossom, who)["staff01"] == [high().corp_tag_id]
