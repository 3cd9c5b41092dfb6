"""The tags' pages: making, giving, removing, many at once, undoing, and who may see what."""

import pytest
from django.urls import reverse

from guisu.ground.jobs import worker
from guisu.know.customers.models import Customer, Tag, TagBatch, Tagging, TagKind
from guisu.know.customers.services import tags
from guisu.know.segments.models import TagRule
from tests import make
from tests.console.browsing import browser
from tests.segments.test_tag_rules import rule, segment

pytestmark = pytest.mark.django_db


def vip(name: str = "VIP", kind: str = TagKind.VALUE) -> Tag:
    return tags.define(name=name, kind=kind, by=make.mei(), at=make.NOON)


def given(tag: Tag, *people: Customer) -> TagBatch:
    ids = [each.pk for each in people]
    by = make.mei()
    outcome = tags.give(tag, ids, source=f"staff:{by.pk}", why="told so", by=by, at=make.NOON)
    return TagBatch.objects.get(pk=outcome.batch_id)


def holders() -> list[int]:
    return sorted(Tagging.objects.values_list("customer_id", flat=True))


def work() -> None:
    while worker.work():
        pass


def test_the_first_tag_is_taught_made_and_listed_with_its_people() -> None:
    client = browser(make.mei())
    empty = client.get(reverse("console:tags")).content.decode()

    client.post(reverse("console:new-tag"), {"name": "Thrifty", "kind": "need", "group": "Price"})
    given(Tag.objects.get(), make.customer("Ada"))
    listed = client.get(reverse("console:tags")).content.decode()

    assert "Make the first tag" in empty
    assert "Thrifty" in listed
    assert f'href="/customers/?tag={Tag.objects.get().pk}">1</a>' in listed


def test_a_name_that_is_taken_is_said_beside_the_name() -> None:
    vip()

    answer = browser(make.mei()).post(
        reverse("console:new-tag"), {"name": "ｖｉｐ", "kind": "value"}
    )

    assert answer.status_code == 422
    assert "There is a tag ｖｉｐ of this kind already." in answer.content.decode()


def test_a_tag_is_renamed_archived_and_brought_back() -> None:
    tag, client = vip(), browser(make.mei())
    client.post(reverse("console:tag-edit", args=[tag.pk]), {"name": "Gold", "kind": "value"})

    client.post(reverse("console:tag-archiving", args=[tag.pk]))
    archived = client.get(reverse("console:tags")).content.decode()
    client.post(reverse("console:tag-archiving", args=[tag.pk]), {"back": "yes"})

    tag.refresh_from_db()
    assert "1 archived tag" in archived
    assert (tag.name, tag.archived_at) == ("Gold", None)


def test_a_person_is_tagged_by_typing_and_the_page_says_who_and_why() -> None:
    ada, client = make.customer("Ada"), browser(make.mei())
    vip()

    client.post(reverse("console:customer-tags", args=[ada.pk]), {"tag": "vip", "why": "big order"})
    page = client.get(reverse("console:customer", args=[ada.pk])).content.decode()

    assert holders() == [ada.pk]
    assert "big order" in page
    assert "Tagged: VIP" in page


def test_an_unknown_tag_is_offered_to_be_made_by_who_may() -> None:
    ada = make.customer("Ada", stores=(make.store("South"),))
    address = reverse("console:customer-tags", args=[ada.pk])

    manager, adviser = (
        browser(person).post(address, {"tag": "New one"}) for person in (make.mei(), make.bo())
    )

    assert (manager.status_code, adviser.status_code) == (422, 422)
    assert "Make the tag “New one”" in manager.content.decode()
    assert "Make the tag" not in adviser.content.decode()


def test_two_tags_of_one_name_are_told_apart_by_their_kind() -> None:
    ada, client = make.customer("Ada"), browser(make.mei())
    vip("Coat", TagKind.NEED)
    wanted = vip("Coat", TagKind.BEHAVIOUR)
    address = reverse("console:customer-tags", args=[ada.pk])

    vague = client.post(address, {"tag": "Coat"}).content.decode()
    client.post(address, {"tag": "Coat · Behaviour"})

    assert "Coat · Behaviour, Coat · Need" in vague
    assert Tagging.objects.get().tag == wanted


def test_a_tag_is_removed_from_the_persons_page() -> None:
    ada, tag = make.customer("Ada"), vip()
    given(tag, ada)

    browser(make.mei()).post(reverse("console:customer-tag-removal", args=[ada.pk, tag.pk]))

    assert holders() == []


def test_the_ticked_are_tagged_and_the_act_is_undone() -> None:
    ada, bea, client = make.customer("Ada"), make.customer("Bea"), browser(make.mei())
    vip()
    told = {"row": [ada.pk, bea.pk], "act": "give", "tag": "VIP", "why": "", "sure": "yes"}

    answer = client.post(reverse("console:customers-tags"), told, follow=True)
    tagged = holders()
    client.post(reverse("console:tag-batch-undoing", args=[TagBatch.objects.get().pk]))

    assert "Given to 2 people" in answer.content.decode()
    assert (tagged, holders()) == ([ada.pk, bea.pk], [])


def test_all_whom_the_list_finds_are_tagged_by_a_worker() -> None:
    ada, bea, mei = make.customer("Ada"), make.customer("Bea"), make.mei()
    client = browser(mei)
    vip()
    told = {"filters": "q=ada", "act": "give", "tag": "VIP", "why": "", "sure": "yes"}

    asked = client.get(reverse("console:customers-tags"), {"q": "ada"}).content.decode()
    client.post(reverse("console:customers-tags"), told)
    waiting = client.get(reverse("console:tag-batch", args=[TagBatch.objects.get().pk]))
    work()
    over = client.get(
        reverse("console:tag-batch-progress", args=[TagBatch.objects.get().pk]),
        headers={"HX-Request": "true"},
    )

    assert "1 person" in asked
    assert "People are being gathered." in waiting.content.decode()
    assert holders() == [ada.pk]
    assert bea.pk not in holders()
    assert "HX-Redirect" in over.headers


def test_a_worker_tags_only_whom_the_person_who_asked_may_see() -> None:
    here = make.customer("Ada", stores=(make.store("North"),))
    make.customer("Eve", stores=(make.store("South"),))
    vip()
    told = {"filters": "", "act": "give", "tag": "VIP", "why": "", "sure": "yes"}

    browser(make.jun()).post(reverse("console:customers-tags"), told)
    work()

    assert holders() == [here.pk]


def test_staff_of_a_store_neither_see_nor_undo_what_others_did() -> None:
    tag = vip()
    batch = given(tag, make.customer("Eve", stores=(make.store("South"),)))
    client = browser(make.jun())

    page = client.get(reverse("console:tag", args=[tag.pk])).content.decode()
    statuses = [
        client.get(reverse("console:tag-batch", args=[batch.pk])).status_code,
        client.post(reverse("console:tag-batch-undoing", args=[batch.pk])).status_code,
    ]

    assert "Eve" not in page
    assert statuses == [404, 404]
    assert holders() != []


def test_a_person_of_another_store_cannot_be_tagged() -> None:
    eve = make.customer("Eve", stores=(make.store("South"),))
    tag, client = vip(), browser(make.jun())

    statuses = [
        client.post(reverse("console:customer-tags", args=[eve.pk]), {"tag": "VIP"}).status_code,
        client.post(reverse("console:customer-tag-removal", args=[eve.pk, tag.pk])).status_code,
    ]

    assert statuses == [404, 404]


def test_who_works_with_figures_sees_tags_and_gives_none() -> None:
    ada = make.customer("Ada")
    given(vip(), ada)
    client = browser(make.lin())

    seen = client.get(reverse("console:customer-tags", args=[ada.pk]))
    refused = client.post(reverse("console:customer-tags", args=[ada.pk]), {"tag": "VIP"})

    assert (seen.status_code, refused.status_code) == (200, 403)
    assert "Give the tag" not in seen.content.decode()


@pytest.mark.parametrize(("query", "found"), [("tag", "Ada"), ("untagged", "Bea")])
def test_the_customers_list_is_filtered_by_a_tag(query: str, found: str) -> None:
    ada = make.customer("Ada")
    make.customer("Bea")
    tag = vip()
    given(tag, ada)

    page = browser(make.mei()).get(reverse("console:customers"), {query: tag.pk})

    assert [row.called for row in page.context["rows"]] == [found]


def test_the_pages_of_many_tagged_people_ask_no_more_queries(
    django_assert_max_num_queries: object,
) -> None:
    people = [make.customer(f"P{number}") for number in range(30)]
    tag = vip()
    given(tag, *people)
    client = browser(make.mei())

    for address in (reverse("console:tag", args=[tag.pk]), reverse("console:tags"), "/customers/"):
        with django_assert_max_num_queries(24):  # type: ignore[operator]
            assert client.get(address).status_code == 200


def test_a_rule_is_made_paused_and_ended_with_what_it_gave() -> None:
    client, buyers = browser(make.mei()), segment(make.customer("Ada"))
    vip()
    told = {"segment": buyers.pk, "tag": "VIP", "mode": "while"}

    client.post(reverse("console:new-tag-rule"), told)
    made = TagRule.objects.get()
    address = reverse("console:tag-rule-control", args=[made.pk])
    client.post(address, {"act": "pause"})
    paused = client.get(reverse("console:tag-rules")).content.decode()
    client.post(address, {"act": "resume"})
    client.post(address, {"act": "end-and-take"})

    made.refresh_from_db()
    assert "Buyers" in paused
    assert "paused" in paused
    assert made.ended_at is not None


def test_a_rule_that_exists_is_refused_beside_the_segment() -> None:
    buyers, tag = segment(), vip()
    rule(buyers, tag)
    told = {"segment": buyers.pk, "tag": "VIP", "mode": "once"}

    answer = browser(make.mei()).post(reverse("console:new-tag-rule"), told)

    assert answer.status_code == 422
    assert "A rule gives VIP to the segment Buyers already." in answer.content.decode()
