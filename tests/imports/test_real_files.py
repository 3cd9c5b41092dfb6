"""Two real shops go in whole, and every figure agrees with a calculation made without us."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db.models import Count, Sum

from guisu.know.commerce.models import Order, OrderLine
from guisu.know.customers.models import Customer
from guisu.take_in.imports.models import Import
from tests import shared
from tests.imports import files

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def cdnow_figures(path: Path) -> tuple[int, int, Decimal]:
    rows = [line.split() for line in path.read_text().splitlines()[1:] if line.strip()]
    return (
        len({row[0] for row in rows}),
        len(rows),
        sum((Decimal(row[3]) for row in rows), Decimal()),
    )


def test_cdnow_goes_in_to_the_cent_and_a_second_time_changes_nothing() -> None:
    path = shared.path("cdnow/CDNOW_master.txt")
    customers, orders, dollars = cdnow_figures(path)

    first = files.taken(path, channel="cdnow", currency="USD")
    again = files.taken(path, channel="cdnow", currency="USD")

    assert (customers, orders, dollars) == (23_570, 69_659, Decimal("2500315.63"))
    assert first.state == again.state == Import.State.DONE
    assert Customer.objects.count() == first.customers_created == customers
    assert Order.objects.count() == first.created == orders
    assert Order.objects.aggregate(sum=Sum("total_minor"))["sum"] == dollars * 100
    assert (again.created, again.changed, again.unchanged) == (0, 0, orders)
    assert again.customers_created == 0


def test_a_gift_wholesaler_goes_in_as_a_shop_would_want() -> None:
    path = shared.path("online_retail/online_retail_II_2009-2010_full.parquet")
    lines = pq.read_table(path).to_pylist()
    kept = list({tuple(line.values()): line for line in lines}.values())
    is_return = {line["Invoice"]: line["Invoice"].startswith("C") for line in kept}
    bad_debt = [line for line in kept if line["Description"] == "Adjust bad debt"]
    adjusted = [
        line
        for line in kept
        if line["Quantity"] < 0 and line["Price"] == 0 and not is_return[line["Invoice"]]
    ]
    gone = {id(line) for line in [*bad_debt, *adjusted]}
    sold = [line for line in kept if id(line) not in gone]
    cents = Counter[str]()
    for line in sold:
        amount = Decimal(str(line["Price"])) * line["Quantity"] * 100
        cents[line["Invoice"]] += int(amount.quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    nobody = {line["Invoice"] for line in sold if line["Customer ID"] is None}

    done = files.taken(path, channel="wholesale", currency="GBP")

    assert done.state == Import.State.DONE
    assert done.rows_read == len(lines) == 525_461
    assert done.tally["left_out"] == {"duplicate": len(lines) - len(kept)}
    assert done.tally["refused"] == {
        "bad_debt": len(bad_debt),
        "stock_adjustment": len(adjusted),
    }
    assert done.rows_taken == OrderLine.objects.count() == len(sold)
    assert done.created == Order.objects.count() == len(cents)
    by_status = dict(Order.objects.values_list("status").annotate(n=Count("pk")))
    negative = sum(value <= 0 for number, value in cents.items() if is_return[number])
    assert by_status["returned"] == negative == done.tally["warned"]["return"]
    assert by_status["cancelled"] == 1  # one cancellation that takes a cancellation back
    assert Order.objects.aggregate(sum=Sum("total_minor"))["sum"] == sum(cents.values())
    assert Order.objects.filter(customer=None).count() == len(nobody)
    assert done.tally["warned"]["no_customer"] == len(nobody)
    known = {line["Customer ID"] for line in sold} - {None}
    assert Customer.objects.count() == len(known)
