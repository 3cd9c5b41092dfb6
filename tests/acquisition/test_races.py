"""Several workers look after the same codes at once: WeCom is told of each one once."""

import pytest
from django.utils import timezone

from guisu.act.acquisition import services
from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.services import codes
from guisu.act.acquisition.services.codes import Wish
from guisu.know.groups.models import Group
from practice.world.seeding import Seed
from tests.acquisition.acts import COLLEAGUES, GROUPS, there, wish
from tests.sync.acts import Shop
from tests.sync.test_races import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MADE = {"externalcontact/add_contact_way", "externalcontact/groupchat/add_join_way"}


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=4, groups=1, members_each=4)


def carry_out_all() -> None:
    while services.carry_out():
        pass


def times_made(shop: Shop) -> int:
    calls = shop.ground.look("calls")["calls"]
    return sum(call["path"] in MADE and call["errcode"] == 0 for call in calls)


def test_each_code_is_made_once_and_each_change_arrives(blossom: Shop) -> None:
    blossom.read()
    now = timezone.now()
    wished = wish(blossom, "staff01")
    rooms = Wish(name="进群", groups=[Group.objects.order_by("pk")[0].pk])
    made = [
        codes.make(blossom.connection, COLLEAGUES, wished, by=None, at=now) for _ in range(6)
    ] + [codes.make(blossom.connection, GROUPS, rooms, by=None, at=now)]

    at_once([carry_out_all] * 4)
    for each in made[:3]:
        each.refresh_from_db()
        codes.change(each, wish(blossom, "staff02"), by=None, at=timezone.now())
    at_once([carry_out_all] * 4)

    assert times_made(blossom) == 7
    known = list(ContactCode.objects.order_by("pk"))
    assert len({each.config_id for each in known}) == 7
    users = [there(blossom, each)["user"] for each in known[:6]]
    assert users == [["staff02"]] * 3 + [["staff01"]] * 3
