"""Colleagues note a contact's phone in WeCom; a buyer may be known by it."""

import pytest
from django.utils import timezone

from guisu.ground.channels.selectors import colleagues
from guisu.ground.channels.wecom.forms import Follow, Person
from guisu.know.customers.models import Identity, MergeSuggestion
from guisu.take_in.sync.services import ties
from practice.world.seeding import Seed
from tests import make
from tests.sync.acts import Shop


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=3, groups=0)


@pytest.mark.django_db
def test_a_buyers_phone_in_a_remark_joins_or_suggests(blossom: Shop) -> None:
    blossom.read()
    make.customer("林", identities={"phone": "+8613800138000"})
    contact = Person(external_userid="wmM0000000000000000000000000000A", name="梅子")
    noted = Follow(userid="staff01", createtime=1_789_000_000, remark_mobiles=["13800138000"])

    ties.write(
        blossom.connection,
        [(contact, noted)],
        colleagues(blossom.connection),
        asked_at=timezone.now(),
    )

    row = Identity.objects.get(value=contact.external_userid).customer
    assert row.merged_into_id or MergeSuggestion.objects.exists()
