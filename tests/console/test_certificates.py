"""After an erasure a page says what went, what others wrote, and what remains."""

from datetime import timedelta

import pytest
from django.urls import reverse

from guisu.ground.events import delivery
from guisu.ground.jobs import worker
from guisu.ground.staff.domain import Post
from guisu.ground.staff.models import Store
from guisu.ground.staff.services import audit
from guisu.know.customers import services
from guisu.know.customers.models import Customer, Erasure, TagGroup
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(days=1)


def erased() -> Customer:
    person = make.customer("Plum Blossom", identities={"phone": "+8613800138000"})
    Store.objects.create(name="Plum Blossom Avenue", code="avenue")
    Store.objects.create(name="Shop of 138 0013 8000", code="shop")
    TagGroup.objects.create(kind="value", name="…", key="…")
    TagGroup.objects.create(kind="value", name="Plum Blossom", key="Plum Blossom")
    audit("x", subject="x", by=make.mei(), at=make.NOON, after={"q": "13800138000"})
    services.erase(person, by=make.mei(), at=LATER)
    return person


def search() -> None:
    while delivery.deliver():
        pass
    worker.work()


def page_of(person: Customer) -> str:
    answer = browser(make.mei()).get(reverse("console:customer-certificate", args=[person.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_while_everything_is_searched_the_page_says_so() -> None:
    page = page_of(erased())

    assert "being searched for them now" in page
    assert "Plum Blossom Avenue" not in page


def test_the_certificate_says_what_went_and_lists_what_others_wrote() -> None:
    person = erased()
    search()

    page = page_of(person)

    assert "Audit log: 1" in page
    assert "Plum Blossom Avenue" in page
    assert "Shop of 138 0013 8000" in page
    assert "until you delete them" in page


def test_one_tap_blanks_and_another_lets_it_stay() -> None:
    person, client = erased(), browser(make.mei())
    search()
    street, shop = Erasure.objects.get().mentions.filter(table="staff.store").order_by("row")

    for mention, decided in ((street, {"leave": "yes"}), (shop, {})):
        client.post(reverse("console:customer-mention", args=[person.pk, mention.pk]), decided)

    assert list(Store.objects.order_by("pk").values_list("name", flat=True)) == [
        "Plum Blossom Avenue",
        "Shop of …",
    ]
    assert "Stores: 1" in page_of(person)


def test_all_are_blanked_at_once_and_what_needs_a_hand_is_said() -> None:
    person, client = erased(), browser(make.mei())
    search()

    answer = client.post(reverse("console:customer-mentions", args=[person.pk]), follow=True)

    page = answer.content.decode()
    assert "1 place could not be blanked by itself" in page
    assert "Blanked by hand: 2 places" in page
    assert set(Store.objects.values_list("name", flat=True)) == {"… Avenue", "Shop of …"}


def test_the_page_before_says_which_figures_count_one_person_less() -> None:
    kim = make.customer("Kim")

    page = browser(make.mei()).get(reverse("console:customer-erase", args=[kim.pk]))

    assert "buyers, segments, funnels, retention and cohorts" in page.content.decode()


def test_nobody_may_be_sent_marketing_who_was_erased() -> None:
    kim = make.customer("Kim", identities={"phone": "+8613900139000"})
    services.say_consent(
        kim,
        channel="sms",
        purpose="marketing",
        granted=True,
        evidence="form",
        source="staff:1",
        by=make.mei(),
        at=make.NOON,
    )
    at, client = reverse("console:customer", args=[kim.pk]), browser(make.mei())
    before = client.get(at).content.decode()
    services.erase(kim, by=make.mei(), at=LATER)

    after = client.get(at).content.decode()

    assert ("May be sent marketing by" in before, "May be sent marketing by" in after) == (
        True,
        False,
    )


def test_who_may_not_erase_sees_no_certificate() -> None:
    person = erased()
    client = browser(make.staff("adviser", Post.ADVISER, make.store("North")))

    answer = client.get(reverse("console:customer-certificate", args=[person.pk]))

    assert answer.status_code in {403, 404}


def test_of_who_was_not_erased_there_is_none() -> None:
    kim = make.customer("Kim")

    answer = browser(make.mei()).get(reverse("console:customer-certificate", args=[kim.pk]))

    assert answer.status_code == 404
