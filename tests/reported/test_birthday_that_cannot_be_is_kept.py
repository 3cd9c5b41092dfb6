"""The year one and days to come are nobody's birthday."""

import pytest

from guisu.know.customers.models import Customer
from tests.reported.acts import identify, send


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["0001-01-01T00:00:00Z", "2090-05-05", "9999-12-31"])
def test_a_day_on_which_nobody_was_born_is_no_birthday(told: str) -> None:
    send(identify(userId="u1", traits={"birthday": told}))

    assert Customer.objects.get().birthday_on is None
