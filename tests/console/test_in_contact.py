"""Who follows a person in WeCom, and in which groups they are: on their page."""

import pytest
from django.urls import reverse

from guisu.ground.channels.models import Colleague
from guisu.know.customers import services
from guisu.know.groups.models import Group, Membership
from guisu.take_in.sync.models import Tie
from tests import make
from tests.channels import acts as channels
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def test_the_profile_says_who_follows_the_person_and_in_which_groups_they_are() -> None:
    north = make.store("North")
    person, other = make.customer("Ada", stores=(north,)), make.customer("Ada L", stores=(north,))
    services.merge(person, other, by=make.mei(), at=make.NOON)
    connection = channels.connection()
    mei = Colleague.objects.create(connection=connection, userid="mei", name="Mei Hua")
    Tie.objects.create(
        connection=connection, colleague=mei, customer=other, external_userid="wm1", add_way=1,
        remark="Buys milk", added_at=make.NOON, seen_at=make.NOON,
    )  # fmt: skip
    for name, store, left_at in (
        ("Milk lovers", north, None),
        ("Of another store", make.store("South"), None),
        ("Left long ago", north, make.NOON),
    ):
        group = Group.objects.create(connection=connection, chat_id=name, name=name, store=store)
        Membership.objects.create(group=group, customer=other, joined_at=make.NOON, left_at=left_at)

    shown = browser(make.jun()).get(reverse("console:customer", args=[person.pk]))

    text = shown.content.decode()
    assert all(
        word in text for word in ("Mei Hua", "Buys milk", "scanned a QR code", "Milk lovers")
    )
    assert not any(word in text for word in ("Of another store", "Left long ago"))
