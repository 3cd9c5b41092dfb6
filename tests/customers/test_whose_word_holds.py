"""Which of two words about a person holds: by their moments, and of one moment the later told."""

from datetime import timedelta

import pytest

from guisu.know.customers.domain import Arrival, Claim
from guisu.know.customers.models import Customer
from guisu.know.customers.services import resolve
from tests import make

pytestmark = pytest.mark.django_db
BEFORE, SAME, AFTER = timedelta(days=-1), timedelta(), timedelta(days=1)


def say(name: str | None, after: timedelta) -> None:
    arrival = Arrival((Claim("user_id", "u1"),), make.NOON + after, "key:1", {"name": name})
    resolve([arrival], at=make.NOON + AFTER)


@pytest.mark.parametrize(
    ("told", "moment", "holds"),
    [
        ("Bo", BEFORE, "Ada"),
        ("Bo", SAME, "Bo"),
        ("Bo", AFTER, "Bo"),
        ("", AFTER, "Ada"),
        (None, AFTER, ""),
        (None, BEFORE, "Ada"),
    ],
)
def test_of_two_words_told_apart(told: str | None, moment: timedelta, holds: str) -> None:
    say("Ada", SAME)
    say(told, moment)

    assert Customer.objects.get().name == holds
