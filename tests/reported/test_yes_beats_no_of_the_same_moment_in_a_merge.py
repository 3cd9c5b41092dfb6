"""Two rows of one person said yes and no at the same moment."""

import pytest

from guisu.know.customers import selectors
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer
from tests import make


def says(row: Customer, *, granted: bool) -> None:
    customers.say_consent(
        row,
        by=make.mei(),
        at=make.NOON,
        channel="wecom",
        purpose="marketing",
        granted=granted,
        evidence="import",
        source="test",
    )


@pytest.mark.django_db
def test_of_a_yes_and_a_no_of_one_moment_the_no_holds() -> None:
    first, second = make.customer("a"), make.customer("b")
    says(first, granted=False)
    says(second, granted=True)

    customers.merge(first, second, by=make.mei(), at=make.NOON)

    assert selectors.refusing(channel="wecom", purpose="marketing")
