"""A contact's nickname is theirs to change, and WeCom tells of it by the next reading only."""

import pytest

from practice.world.seeding import Seed
from tests.reported.acts import contact, name
from tests.sync.acts import Shop


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=3, groups=0)


@pytest.mark.django_db
def test_a_new_nickname_is_known_after_the_next_reading(blossom: Shop) -> None:
    blossom.read()
    who = contact(blossom)

    blossom.ground.inner.world.people[who].name = "改名了"
    blossom.read()

    assert name(who) == "改名了"
