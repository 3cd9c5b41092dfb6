"""A corp tag is its id; people rename it as they like."""

import pytest

from guisu.know.customers.models import Tagging
from practice.world.seeding import Seed
from tests.reported.acts import contact
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=3, groups=0, tags={"等级": ["VIP", "普通"]})


def tag(shop: Shop, called: str) -> str:
    """The id in WeCom of the tag that is called so now."""
    tags = shop.ground.look("snapshot")["tags"]
    found: str = next(one["id"] for one in tags if one["name"] == called)
    return found


def tagged(shop: Shop, called: str) -> str:
    """A contact who carries this tag, as read."""
    who = contact(shop)
    given = [tag(shop, called)]
    shop.ground.act("edit_tags", user_id="staff01", external_id=who, add_tags=given)
    shop.read()
    return who


def tags(external_userid: str) -> set[str]:
    carried = Tagging.objects.filter(customer__identities__value=external_userid)
    return set(carried.values_list("tag__name", flat=True))


def test_a_tag_renamed_in_wecom_is_renamed_here(blossom: Shop) -> None:
    who = tagged(blossom, "普通")

    blossom.ground.act("rename_tag", tag_id=tag(blossom, "普通"), name="黑名单")
    blossom.hear()
    blossom.read()

    assert tags(who) == {"黑名单"}


def test_two_tags_that_swap_their_names_do_so_here(blossom: Shop) -> None:
    who = tagged(blossom, "普通")
    plain, vip = tag(blossom, "普通"), tag(blossom, "VIP")

    for renamed, called in ((vip, "x"), (plain, "VIP"), (vip, "普通")):
        blossom.ground.act("rename_tag", tag_id=renamed, name=called)
    blossom.hear()
    blossom.read()

    assert tags(who) == {"VIP"}
