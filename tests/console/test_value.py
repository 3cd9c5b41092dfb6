"""The pages of customer value: what they say, to whom, and what leaves them."""

from collections import Counter

import pytest

from guisu.ground.jobs import loops
from guisu.ground.staff.models import AuditEntry
from guisu.know.commerce.models import Order
from guisu.know.customers.models import Customer
from guisu.know.segments.models import Valuation
from tests import make
from tests.console.browsing import browser
from tests.segments.clv import shop

pytestmark = pytest.mark.django_db


def test_without_an_estimate_the_page_says_what_it_needs() -> None:
    page = browser(make.mei()).get("/value/").content.decode()

    assert "at least 100 buyers" in page
    assert "Estimate anew" in page


def test_an_estimate_asked_for_runs_once_and_shows_its_progress() -> None:
    shop.filled()
    mei = browser(make.mei())

    mei.post("/value/fit/")
    mei.post("/value/fit/")

    assert Valuation.objects.count() == 1
    assert "Estimating customer value" in mei.get("/value/").content.decode()
    loops.drain()
    assert mei.get("/value/progress/").status_code == 302


def test_the_figures_name_the_horizon_the_people_and_how_well_it_foretells() -> None:
    shop.filled()
    shop.valued()

    page = browser(make.mei()).get("/value/figures/?days=90&yearly=0").content.decode()

    assert "the next 90 days" in page
    assert "Person " in page
    assert "How well it foretells" in page
    assert "BG/NBD" in page


def test_too_little_history_says_what_is_missing() -> None:
    shop.filled(20)
    shop.valued()

    page = browser(make.mei()).get("/value/").content.decode()

    assert "20 of 100 buyers" in page


def test_an_analyst_reads_numbers_for_names() -> None:
    shop.filled()
    shop.valued()

    page = browser(make.lin()).get("/value/figures/").content.decode()

    assert "Person " not in page
    assert 'href="/customers/' in page


def test_a_store_manager_sees_and_takes_away_only_the_stores_people() -> None:
    jun = make.jun()
    shop.filled(store=make.store("North"))
    shop.valued()

    answer = browser(jun).post("/value/export/", {"format": "csv", "filters": ""})
    lines = b"".join(answer.streaming_content).decode().strip().splitlines()  # type: ignore[attr-defined]

    assert len(lines) == 1 + 40
    assert AuditEntry.objects.filter(action="value.exported").count() == 1
    assert browser(jun).post("/value/fit/").status_code == 403


def test_the_export_holds_everybody_with_units_of_money() -> None:
    shop.filled()
    shop.valued()

    answer = browser(make.mei()).post("/value/export/", {"format": "csv", "filters": "days=90"})
    lines = b"".join(answer.streaming_content).decode().strip().splitlines()  # type: ignore[attr-defined]

    assert len(lines) == 1 + 160
    assert ",CNY," in lines[1]


def test_a_persons_page_shows_their_part() -> None:
    shop.filled()
    shop.valued()
    pk = Customer.objects.order_by("pk").values_list("pk", flat=True)[0]

    part = browser(make.mei()).get(f"/customers/{pk}/value/").content.decode()

    assert "Expected value" in part
    assert "What this means" in part


def test_of_who_ordered_on_one_day_nothing_is_told_of_whether_they_still_come() -> None:
    shop.filled()
    shop.valued()
    mei = browser(make.mei())
    days = Counter(
        (pk, placed_at.date())
        for pk, placed_at in Order.objects.values_list("customer_id", "placed_at")
    )
    once = next(pk for pk, count in Counter(pk for pk, _day in days).items() if count == 1)

    part = mei.get(f"/customers/{once}/value/").content.decode()
    answer = mei.post("/value/export/", {"format": "csv", "filters": ""})
    rows = [line.decode().split(",") for line in answer.streaming_content]  # type: ignore[attr-defined]

    assert "100%" not in part
    assert next(row for row in rows if row[0] == str(once))[1] == ""
