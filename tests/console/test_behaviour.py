"""Funnel, retention and cohorts as pages: of whom, opening whom, and as files."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from guisu.ground.events import services as events
from guisu.ground.warehouse.services import mark_changed
from guisu.know.segments.models import Segment
from guisu.know.segments.services import segments
from tests import conditions as c
from tests import make
from tests.console import shop
from tests.console.browsing import browser
from tests.warehouse.test_loading import load_all

pytestmark = pytest.mark.django_db
FUNNEL: dict[str, str | int] = {
    "step1": "Product Viewed",
    "step2": "Product Added",
    "within": 7,
    "lately": 30,
}


def a_shop() -> dict[str, int]:
    """Ada of the North looked and added, Bea of the South only looked; both came back."""
    north, south = make.store("North"), make.store("South")
    people = {
        "ada": make.customer("Ada", stores=(north,)).pk,
        "bea": make.customer("Bea", stores=(south,)).pk,
    }
    now = timezone.now()
    for name, *kinds in (
        ("ada", "Product Viewed", "Product Added", "Product Viewed"),
        ("bea", "Product Viewed", "Product Viewed"),
    ):
        for number, kind in enumerate(kinds):
            did(people[name], kind, at=now - timedelta(days=20 - 7 * number))
    mark_changed("customers", list(people.values()))
    load_all()
    return people


def did(customer: int, kind: str, *, at: datetime) -> None:
    with transaction.atomic():
        events.record_many([make.entry(kind, at, customer)], at=timezone.now())


def adders() -> Segment:
    added = c.Did(c.Happening("Product Added"))
    return segments.create("Adders", added, by=make.mei(), at=timezone.now())


def test_the_page_stands_before_anything_has_happened() -> None:
    mei = browser(make.mei())

    for name in ("behaviour", "funnel", "retention", "cohorts"):
        assert mei.get(reverse(f"console:{name}")).status_code == 200

    assert "Choose at least two steps" in mei.get(reverse("console:funnel")).content.decode()


def test_the_funnel_tells_who_came_how_far_and_opens_them() -> None:
    a_shop()
    mei = browser(make.mei())

    page = mei.get(reverse("console:funnel"), FUNNEL).content.decode()
    behind = {
        way: mei.get(reverse("console:funnel-people"), {**FUNNEL, "at": 1, "way": way})
        for way in ("reached", "stopped")
    }

    assert "50.0% of those who began came to the end: Product Added" in page
    assert "2 people" in behind["reached"].content.decode()
    assert "Bea" in behind["stopped"].content.decode()
    assert "Ada" not in behind["stopped"].content.decode()


def test_a_usual_purchase_is_asked_about_where_nothing_is_chosen() -> None:
    a_shop()

    page = browser(make.mei()).get(reverse("console:funnel")).content.decode()

    assert "came to the end: Product Added" in page


def test_a_step_that_is_not_there_is_not_found() -> None:
    a_shop()
    asked = {**FUNNEL, "at": 3}

    assert browser(make.mei()).get(reverse("console:funnel-people"), asked).status_code == 404


def test_of_a_segment_only_its_people_count() -> None:
    a_shop()
    asked = {"segment": adders().pk, **FUNNEL}
    mei = browser(make.mei())

    page = mei.get(reverse("console:funnel"), asked).content.decode()
    behind = mei.get(reverse("console:funnel-people"), {**asked, "at": 1}).content.decode()

    assert "100.0% of those who began" in page
    assert "1 person" in behind


def test_a_store_manager_counts_the_own_stores_people() -> None:
    jun = browser(make.jun())
    a_shop()

    page = jun.get(reverse("console:funnel"), FUNNEL).content.decode()

    assert "100.0% of those who began" in page


def test_retention_tells_how_many_came_back_and_what_is_not_over() -> None:
    a_shop()
    asked = {"first": "Product Viewed", "again": "Product Viewed", "period": "week"}

    page = browser(make.mei()).get(reverse("console:retention"), asked).content.decode()

    assert "50.0% come back the week after" in page
    assert "*" in page


def test_cohorts_show_what_was_chosen() -> None:
    ada = make.customer("Ada")
    for days in (5, 40):
        shop.order(ada, total=20_000, placed_at=timezone.now() - timedelta(days=days))
    load_all()
    mei = browser(make.mei())

    again = mei.get(reverse("console:cohorts")).content.decode()
    revenue = mei.get(reverse("console:cohorts"), {"shown": "revenue"}).content.decode()

    assert "100%" in again
    assert "¥400" in revenue


def test_a_persons_page_tells_who_began_in_the_same_month() -> None:
    at = timezone.now() - timedelta(days=40)
    people = [make.customer(name) for name in ("Ada", "Bea", "Cem")]
    for person in people[:2]:
        shop.order(person, total=20_000, placed_at=at)
    shop.order(people[0], total=20_000, placed_at=timezone.now() - timedelta(days=5))
    load_all()
    mei = browser(make.mei())

    ada = mei.get(reverse("console:customer-cohort", args=[people[0].pk])).content.decode()
    cem = mei.get(reverse("console:customer-cohort", args=[people[2].pk])).content.decode()

    assert "2 people began in this month" in ada
    assert "50%" in ada
    assert "¥300.00 each" in ada
    assert "No order yet" in cem


@pytest.mark.parametrize(
    ("name", "asked", "first"),
    [
        ("funnel", FUNNEL, ["1", "Product Viewed", "2", "1.0", "1.0", "0"]),
        ("retention", {"first": "Product Viewed", "again": "Product Added"}, None),
        ("cohorts", {}, None),
    ],
)
def test_each_goes_out_as_a_file(
    name: str, asked: dict[str, str | int], first: list[str] | None
) -> None:
    a_shop()
    filters = "&".join(f"{key}={value}" for key, value in asked.items()).replace(" ", "+")
    export = reverse(f"console:{name}-export")

    sent = browser(make.mei()).post(export, {"filters": filters, "format": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(sent).decode("utf-8-sig"))))

    assert len(rows) > 1
    if first:
        assert rows[1] == first


def test_a_file_of_retention_has_the_present_periods_people_too() -> None:
    a_shop()
    person = make.customer("Now")
    did(person.pk, "Product Viewed", at=timezone.now())
    mark_changed("customers", [person.pk])
    load_all()
    told = {"filters": "first=Product+Viewed&again=Product+Viewed&period=week", "format": "csv"}

    sent = browser(make.mei()).post(reverse("console:retention-export"), told)
    rows = list(csv.reader(io.StringIO(b"".join(sent).decode("utf-8-sig"))))

    assert rows[-1][1:] == ["1", "", "", "1"]
