"""Rows in bulk; rows that loops take: each is one's, and who finds nothing takes no turn."""

from datetime import timedelta
from operator import itemgetter
from typing import Any

import pytest
from django.db.models import QuerySet

from guisu.ground.database import rows
from guisu.know.customers.models import Customer
from guisu.take_in.sync.models import Reading
from tests import make
from tests.channels import acts

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(hours=1)


def due() -> QuerySet[Reading]:
    return Reading.objects.filter(due_at__lte=make.NOON).order_by("pk")


def test_each_row_is_held_once_and_looks_as_it_was_left() -> None:
    connection = acts.connection()
    for _ in range(2):
        # Of one connection only one reading is open.
        Reading.objects.create(
            connection=connection, state=Reading.State.DONE, asked_at=make.NOON, due_at=make.NOON
        )

    held = [rows.hold(due(), due_at=LATER) for _ in range(3)]

    assert [each and each.due_at for each in held] == [LATER, LATER, None]
    assert len({each.pk for each in held if each}) == 2
    assert set(Reading.objects.values_list("due_at", flat=True)) == {LATER}


def test_who_finds_nothing_asks_once_and_begins_no_transaction(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(1):
        assert rows.hold(due(), due_at=LATER) is None


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_that_come_as_one_value_are_those_that_come_one_by_one(count: int) -> None:
    names = ['a "quoted", name', "中文\n\\", ""][:count]
    for name in names:
        make.customer(name)
    columns = ("id", "merged_into_id", "name")
    rest = "FROM customers_customer WHERE source <> %s"

    at_once = rows.table(columns, rest, ["nobody"])

    one_by_one = rows.read(f"SELECT {', '.join(columns)} {rest}", ["nobody"])
    assert sorted(map(tuple, at_once)) == sorted(one_by_one)
    assert [row[2] for row in sorted(at_once, key=itemgetter(0))] == names


def test_what_the_orm_asks_for_comes_as_one_value_too() -> None:
    plum, ada = make.customer("Plum"), make.customer("Ada 100%")
    Customer.objects.filter(pk=ada.pk).update(merged_into=plum)
    merged = Customer.objects.filter(merged_into__name_key="plum", name__endswith="%")

    found = rows.listed(merged, "pk", "merged_into__name", "merged_into")

    assert list(map(tuple, found)) == [(ada.pk, "Plum", plum.pk)]
    assert rows.listed(Customer.objects.filter(pk__in=()), "pk") == []
    assert list(map(tuple, rows.listed(Customer.objects.order_by("-pk")[:1], "pk"))) == [(ada.pk,)]
