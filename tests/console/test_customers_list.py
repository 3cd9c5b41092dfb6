"""The customers list: who is found, by what, in which order, and in which file."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guisu.ground.staff.domain import Scope
from guisu.ground.staff.models import AuditEntry
from guisu.ground.staff.selectors import scope_of
from guisu.know.commerce import people
from guisu.know.commerce.models import Product
from guisu.know.customers.models import Consent, Customer
from tests import make
from tests.console import shop
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def page(client: Client, **asked: str) -> str:
    return client.get(reverse("console:customers"), asked).content.decode()


def test_an_empty_list_teaches_how_it_is_filled() -> None:
    html = page(browser(make.mei()))

    assert "Your customers will be listed here" in html
    assert reverse("console:imports") in html


def test_a_person_is_found_by_the_phone_they_left() -> None:
    make.customer("Ada", identities={"phone": "+8613800138000"})
    make.customer("Bea", identities={"phone": "+8613900139000"})

    html = page(browser(make.mei()), q="13800138000")

    assert "Ada" in html
    assert "Bea" not in html


def test_staff_of_a_store_see_the_people_of_their_store_only() -> None:
    make.customer("Ada", stores=(make.store("North"),))
    make.customer("Bea", stores=(make.store("South"),))

    html = page(browser(make.jun()))

    assert "Ada" in html
    assert "Bea" not in html


def test_phones_are_masked_for_posts_without_contacts() -> None:
    make.customer("Ada", identities={"phone": "+8613800138000"})

    html = page(browser(make.lin()))

    assert "138****8000" in html
    assert "13800138000" not in html


def test_filters_hold_together() -> None:
    ada, bea = make.customer("Ada"), make.customer("Bea")
    shop.order(ada)
    shop.order(ada)
    shop.order(bea)

    html = page(browser(make.mei()), orders="2+")

    assert "Ada" in html
    assert "Bea" not in html


def test_those_who_never_ordered_can_be_asked_for() -> None:
    shop.order(make.customer("Ada"))
    make.customer("Bea")

    html = page(browser(make.mei()), orders="0")

    assert "Ada" not in html
    assert "Bea" in html


def test_the_latest_word_of_consent_counts() -> None:
    ada, bea = make.customer("Ada"), make.customer("Bea")
    for person, later in ((ada, True), (bea, False)):
        for day, granted in enumerate((not later, later)):
            Consent.objects.create(
                customer=person,
                channel="sms",
                purpose="marketing",
                granted=granted,
                at=make.NOON + timedelta(days=day),
                evidence="form",
                source="test",
            )

    html = page(browser(make.mei()), consent="sms")

    assert "Ada" in html
    assert "Bea" not in html


def test_who_spent_most_comes_first_and_strangers_to_buying_are_left_out() -> None:
    shop.order(make.customer("Ada"), total=500)
    shop.order(make.customer("Bea"), total=900)
    make.customer("Cleo")

    html = page(browser(make.mei()), sort="spent")

    assert html.index("Bea") < html.index("Ada")
    assert "Cleo" not in html


def test_pages_follow_each_other_without_repeating_anybody() -> None:
    for number in range(120):
        make.customer(f"Person{number:03d}", seen_at=make.NOON - timedelta(minutes=number // 3))
    client = browser(make.mei())
    seen: list[int] = []
    after = ""

    while True:
        answer = client.get(reverse("console:customers"), {"after": after})
        seen += [row.customer.pk for row in answer.context["rows"]]
        after = answer.context["page"].next
        if not after:
            break

    assert len(seen) == len(set(seen)) == 120


def test_an_amount_that_is_none_is_said_and_asks_nothing() -> None:
    make.customer("Ada")

    html = page(browser(make.mei()), spent="a lot")

    assert "Ada" in html
    assert "Write an amount" in html


def test_chosen_columns_are_remembered() -> None:
    make.customer("Ada")
    client = browser(make.mei())

    client.post(reverse("console:columns", args=["customers"]), {"columns": "source"})

    assert 'data-label="Source"' in page(client)
    assert 'data-label="Phone"' not in page(client)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_holds_who_the_filters_find_and_is_noted(form: str) -> None:
    make.customer("Ada")
    make.customer("Bea")

    answer = browser(make.mei()).post(
        reverse("console:customer-export"), {"format": form, "filters": "q=Ada"}
    )

    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert AuditEntry.objects.get(action="customers.exported").after == {"filters": "q=Ada"}
    if form == "csv":
        assert b"Ada" in content
        assert b"Bea" not in content
    else:
        assert content.startswith(b"PK")


def test_an_export_of_the_ticked_is_in_the_order_of_the_page() -> None:
    client = browser(make.mei())
    rows = [
        make.customer(name, seen_at=make.NOON - timedelta(days=days)).pk
        for name, days in (("Ada", 1), ("Bea", 3), ("Cai", 2))
    ]
    Customer.objects.filter(name="Bea").update(first_seen_at=make.NOON)
    sent = {"format": "csv", "row": rows}

    def told(**more: str) -> bytes:
        answer: Any = client.post(reverse("console:customer-export"), {**sent, **more})
        return b"".join(answer.streaming_content)

    bare, sorted_ = told(), told(sort="new")

    assert bare.index(b"Ada") < bare.index(b"Cai") < bare.index(b"Bea")
    assert sorted_.index(b"Bea") < sorted_.index(b"Ada")


def test_an_export_keeps_to_the_scope_whatever_is_ticked() -> None:
    seen = make.customer("Ada", stores=(make.store("North"),))
    hidden = make.customer("Bea", stores=(make.store("South"),))

    answer = browser(make.jun()).post(
        reverse("console:customer-export"), {"format": "csv", "row": [hidden.pk, seen.pk]}
    )

    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (b"Ada" in content, b"Bea" in content) == (True, False)


def test_the_list_costs_the_same_for_five_people_and_for_fifty(
    django_assert_max_num_queries: object,
) -> None:
    for number in range(50):
        person = make.customer(f"P{number}", stores=(make.store("North"),))
        shop.order(person)
    assert Customer.objects.count() == 50
    client = browser(make.mei())

    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page(client)


def test_whom_few_are_like_is_sought_a_stretch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guisu.know.commerce.people.finding.WALKED", 3)
    for n in range(7):
        seen_at = make.NOON - timedelta(minutes=n)
        make.customer(f"P{n}", identities={"phone": f"+861380013800{n}"}, seen_at=seen_at)
    make.customer("Ada", seen_at=make.NOON - timedelta(days=1))
    client = browser(make.mei())

    answer = client.get(reverse("console:customers"), {"phone": "0"})
    first = answer.content.decode()
    stretches = 1
    while not answer.context["rows"]:
        after = answer.context["page"].next
        answer = client.get(reverse("console:customers"), {"phone": "0", "after": after})
        stretches += 1

    assert "Nothing found so far" in first
    assert "0 or more" in first
    assert [row.called for row in answer.context["rows"]] == ["Ada"]
    assert stretches == 3


@pytest.mark.parametrize("sort", list(people.ORDERS))
@pytest.mark.parametrize("few", [0, 5_000])
def test_stretches_find_whom_one_look_at_everybody_finds(
    monkeypatch: pytest.MonkeyPatch, sort: str, few: int
) -> None:
    for n in range(12):
        each = make.customer(f"P{n}", seen_at=make.NOON - timedelta(minutes=n // 2))
        for _ in range(n % 4):
            shop.order(each, total=1_000)
    scope = scope_of(make.mei())
    wanted = people.Wanted(
        orders_from=1, spent_from_minor=2_000, seen_since=make.NOON - timedelta(minutes=5)
    )
    expected = _all_found(scope, wanted, sort)
    monkeypatch.setattr("guisu.know.commerce.people.finding.WALKED", 2)
    monkeypatch.setattr("guisu.know.customers.selectors.listed.MOST_LISTED", few)

    assert _all_found(scope, wanted, sort) == expected
    assert len(expected) == 6


def _all_found(scope: Scope, wanted: people.Wanted, sort: str) -> list[int]:
    found = people.find(scope, wanted, sort)
    ids: list[int] = []
    after = ""
    while True:
        part = people.page_of(found, after=after, size=2)
        ids += [customer.pk for customer in part.rows]
        after = part.next
        if not after:
            return ids


def test_buyers_of_a_product_are_listed_but_not_whose_order_was_cancelled() -> None:
    ada, bea, eve = make.customer("Ada"), make.customer("Bea"), make.customer("Eve")
    shop.order(ada, sku="X9")
    shop.order(bea, sku="X8")
    shop.order(eve, sku="X9", status="cancelled")
    product = Product.objects.get(sku="X9")

    html = page(browser(make.mei()), product=str(product.pk))

    assert "Ada" in html
    assert "Product X9" in html
    assert "Bea" not in html
    assert "Eve" not in html


@pytest.mark.parametrize("hour", ["00:30", "23:30"])
def test_the_last_days_begin_at_a_midnight_as_segments_count_them(hour: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    begins = datetime(2026, 10, 24, tzinfo=zone)
    make.customer("On the day", seen_at=begins)
    make.customer("The day before", seen_at=begins - timedelta(minutes=1))

    with time_machine.travel(datetime.fromisoformat(f"2026-11-22T{hour}+08:00"), tick=False):
        client = browser(make.mei())
        seen = client.get("/customers/?seen=30").context["rows"]
        away = client.get("/customers/?seen=-30").context["rows"]

    assert [row.customer.name for row in seen] == ["On the day"]
    assert [row.customer.name for row in away] == ["The day before"]
