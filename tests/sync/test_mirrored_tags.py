"""Tags of ours that are to stand in WeCom too, and the pages that say where tags stand."""

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.know.customers.models import Tag, TagKind
from guisu.take_in.sync.models import CorpTag, Mirror, TagDrift
from guisu.take_in.sync.services import mirroring
from guisu.take_in.sync.tasks import tell_tagged
from practice.world.seeding import Seed
from tests import make
from tests.console.browsing import browser
from tests.sync.acts import Shop
from tests.sync.tagging import SEED, given, high, ours_called, person, row_of, there, told

pytestmark = pytest.mark.django_db
MARK = "externalcontact/mark_tag"


@pytest.fixture
def seed() -> Seed:
    return SEED


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
