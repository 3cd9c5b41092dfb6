"""Two who sign up on one device, one after the other, stay two people."""

import pytest

from guisu.know.customers.models import Merge
from tests.reported.acts import identify, person, send

pytestmark = pytest.mark.django_db


def two_sign_ups() -> tuple[int, int]:
    """On the same tablet of the shop; their roots."""
    key = send({"type": "page", "anonymousId": "tablet", "name": "Welcome"})
    for who in ("mei", "lan"):
        send(
            {"type": "alias", "previousId": "tablet", "userId": who},
            identify(userId=who, traits={"name": who.title()}),
            key=key,
        )
    return person("user_id", "mei"), person("user_id", "lan")


def test_the_second_sign_up_on_one_device_is_another_person() -> None:
    first, second = two_sign_ups()

    assert first != second


def test_what_joined_two_sign_ups_can_be_undone() -> None:
    first, second = two_sign_ups()

    assert first != second or Merge.objects.exists()
