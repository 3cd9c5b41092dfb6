"""Files of customers: who is new, who was known, and what is told of them that cannot be."""

import pytest

from guisu.know.customers.models import Customer
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.models import SetAside
from tests import make
from tests.imports import files

pytestmark = pytest.mark.django_db
HEADER = "会员号,姓名,生日,注册时间"


def test_everybody_is_new_or_known_and_counted_once() -> None:
    make.customer("Ada", identities={"user_id": "m1"})
    rows = ("m1,Ada,,2026-01-01", "m2,Bea,,2026-01-01", "m3,Eve,,2026-01-01")

    done = files.taken(files.csv_of(HEADER, *rows), kind=Kind.CUSTOMERS)
    again = files.taken(files.csv_of(HEADER, *rows), kind=Kind.CUSTOMERS)

    assert (done.created, done.changed, done.unchanged) == (2, 0, 1)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)


def test_a_time_to_come_counts_as_now_and_is_said_and_nobody_is_born_then() -> None:
    rows = ("m1,Ada,1990-01-02,2099-01-01", "m2,Bea,2099-01-01,2026-01-01")

    done = files.taken(files.csv_of(HEADER, *rows), kind=Kind.CUSTOMERS)

    assert done.tally["warned"] == {"in_future": 1, "left_out": 1}
    assert not SetAside.objects.exists()
    ada, bea = Customer.objects.order_by("pk")
    assert ada.first_seen_at == make.NOON
    assert (bea.name, bea.birthday_on) == ("Bea", None)
