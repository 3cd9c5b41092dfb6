"""A form with an empty field says nothing; only null takes something back."""

from datetime import timedelta

import pytest

from guisu.know.customers.models import Customer
from tests import make
from tests.reported.acts import identify, send


@pytest.mark.django_db
def test_an_empty_name_leaves_the_known_one() -> None:
    key = send(identify(userId="u1", traits={"name": "An"}))

    later = make.NOON + timedelta(minutes=1)
    send(identify(userId="u1", traits={"name": "", "gender": ""}), key=key, at=later)

    assert Customer.objects.get().name == "An"
