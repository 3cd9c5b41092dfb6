"""A nickname is shown as its owner wrote it; only what is searched for may be folded."""

import pytest

from practice.world.seeding import Seed
from tests.reported.acts import name
from tests.sync.acts import Shop


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=3, groups=0)


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["①号店长", "㊗️发财", "½糖", "ᴮᴱᴿᴿʸ"])
def test_a_name_is_shown_as_its_owner_wrote_it(blossom: Shop, written: str) -> None:
    way = blossom.ground.contact_way("staff01")
    who = blossom.ground.scanned(way, name=written)["external_id"]

    blossom.read()

    assert name(who) == written
