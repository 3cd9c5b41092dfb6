"""Forms in Chinese say 男性, 女性, or how somebody is addressed."""

import pytest

from guisu.know.customers.models import Customer
from tests.reported.acts import identify, send


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "meant"), [("男性", "male"), ("女性", "female"), ("小姐", "female")]
)
def test_chinese_words_for_gender_are_understood(told: str, meant: str) -> None:
    send(identify(userId="u1", traits={"gender": told}))

    assert Customer.objects.get().gender == meant
