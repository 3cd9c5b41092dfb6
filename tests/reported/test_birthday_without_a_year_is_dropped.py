"""Many tell the day of their birthday and keep the year to themselves."""

import pytest

from guisu.know.customers.models import Customer
from tests.reported.acts import identify, send


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["05-20", "--05-20", "5月20日"])
def test_month_and_day_of_a_birthday_are_kept(told: str) -> None:
    send(identify(userId="u1", traits={"birthday": told}))

    born = Customer.objects.get().birthday_on
    assert born is not None
    assert (born.month, born.day) == (5, 20)
