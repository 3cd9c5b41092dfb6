"""Groups: the list and one group, as far as each post and store may see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.ground.channels.models import Colleague
from guisu.know.customers import services as customers
from guisu.know.groups.models import Group, Membership
from tests import make
from tests.channels.acts import connection
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def plum() -> Group:
    """A group of the North store: its owner, Ada of this store, and Cai of another."""
    north, south, here = make.store("North"), make.store("South"), connection()
    owner = Colleague.objects.create(connection=here, userid="jun", name="Jun Li")
    made = Group.objects.create(
        connection=here, chat_id="wr1", name="Plum", owner=owner, store=north, members_count=3
    )
    now = timezone.now()
    Membership.objects.create(group=made, colleague=owner, joined_at=now - timedelta(days=90))
    for name, store, days in (("Ada", north, 1), ("Cai", south, 30)):
        person = make.customer(name, stores=(store,))
        Membership.objects.create(
            group=made, customer=person, joined_at=now - timedelta(days=days), nickname=f"{name}!"
        )
    return made


def test_a_group_is_listed_with_owner_store_and_growth(plum: Group) -> None:
    html = browser(make.mei()).get(reverse("console:groups")).content.decode()

    for each in ("Plum", "Jun Li", "North"):
        assert each in html


def test_groups_are_found_by_their_name_or_their_owners(plum: Group) -> None:
    client = browser(make.mei())

    found = [
        len(client.get(reverse("console:groups"), {"text": text}).context["rows"])
        for text in ("plu", "jun", "nobody")
    ]

    assert found == [1, 1, 0]


def test_joinings_and_leavings_of_a_week_are_counted(plum: Group) -> None:
    Membership.objects.filter(customer__name="Cai").update(left_at=timezone.now(), leaving="self")

    line = browser(make.mei()).get(reverse("console:groups")).context["rows"][0]

    assert (line.growth.joined, line.growth.left) == (1, 1)


def test_staff_of_a_store_see_no_name_of_another_stores_customer(plum: Group) -> None:
    page = reverse("console:group", args=[plum.pk])

    html = browser(make.jun()).get(page).content.decode()
    sought = browser(make.jun()).get(page, {"text": "Cai"}).content.decode()

    assert "Ada!" in html
    assert "a customer of another store" in html
    assert "Cai" not in html
    assert "Nobody here fits this" in sought


def test_a_group_of_another_store_is_not_there(plum: Group) -> None:
    assert browser(make.bo()).get(reverse("console:group", args=[plum.pk])).status_code == 404


def test_who_works_without_contacts_neither_reads_nor_searches_names(plum: Group) -> None:
    client, page = browser(make.lin()), reverse("console:group", args=[plum.pk])

    html = client.get(page).content.decode()
    sought = client.get(page, {"text": "Ada"}).content.decode()

    assert "Ada" not in html
    assert "Nobody here fits this" in sought


def test_a_member_who_was_merged_is_the_person_they_are_now(plum: Group) -> None:
    member = Membership.objects.get(customer__name="Ada").customer
    assert member is not None
    older = make.customer("Ann", seen_at=make.NOON - timedelta(days=9))
    customers.merge(older, member, by=make.mei(), at=make.NOON)
    client, page = browser(make.mei()), reverse("console:group", args=[plum.pk])

    people = {each.pk for each in client.get(page).context["table"].rows}

    member.refresh_from_db()
    assert (member.merged_into_id or member.pk) in people
