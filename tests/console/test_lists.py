"""What every list page can do: sort by key, choose columns, keep views, write the same to files."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from guisu.doors.console.kit import lists
from guisu.doors.console.kit.columns import Column
from guisu.ground.staff import services
from guisu.ground.staff.domain import TooManyViews
from guisu.ground.staff.models import Installation, SavedView, Staff
from guisu.know.customers.models import Customer
from tests import make
from tests.console import shop
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db
ORDERS = "console:orders"


def totals(client: Client, **asked: str) -> list[int]:
    answer = client.get(reverse(ORDERS), asked)
    return [row.order.total_minor for row in answer.context["rows"]]


def written(client: Client, name: str, kind: str) -> list[list[str]]:
    """The exported file's rows as texts."""
    answer: Any = client.post(reverse(name), {"format": kind, "filters": ""})
    content = b"".join(answer.streaming_content)
    if kind == "csv":
        lines = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
        return [[_plain(cell) for cell in line] for line in lines]
    sheet: Any = load_workbook(BytesIO(content)).active
    return [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _plain(cell: object) -> str:
    """A cell as text; of a number its value, however many zeros are written behind it."""
    text = "" if cell is None else str(cell)
    return f"{float(text):g}" if text.replace(".", "", 1).isdecimal() else text


def test_a_column_sorts_both_ways_and_its_head_says_so() -> None:
    for day in (1, 2, 3):
        shop.order(total=day * 100, placed_at=make.NOON - timedelta(days=10 - day))
    client = browser(make.mei())

    page = client.get(reverse(ORDERS), {"sort": "placed"})

    assert totals(client) == [300, 200, 100]
    assert totals(client, sort="placed") == [100, 200, 300]
    assert 'aria-sort="ascending"' in page.content.decode()
    assert 'href="?sort=-placed"' in page.content.decode()


def test_pages_of_a_sorted_list_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for day in (1, 2, 3):
        shop.order(total=day * 100, placed_at=make.NOON - timedelta(days=10 - day))
    client = browser(make.mei())
    first = client.get(reverse(ORDERS), {"sort": "placed"})

    following = first.context["page"].next

    assert f"?sort=placed&amp;after={following}" in first.content.decode()
    assert totals(client, sort="placed", after=following) == [300]


def test_a_sorting_that_no_column_has_changes_nothing() -> None:
    shop.order(total=100)

    assert totals(browser(make.mei()), sort="customer__identities__value") == [100]


def test_a_filter_keeps_the_sorting() -> None:
    shop.order()

    html = browser(make.mei()).get(reverse(ORDERS), {"sort": "placed"}).content.decode()

    assert '<input type="hidden" name="sort" value="placed">' in html


def test_each_column_of_a_page_names_itself_on_a_phone() -> None:
    column = Column[int]("tries", "Tries")

    assert not column.is_bare
    assert Column[int]("name", "Name", style="lead nowrap").is_bare


def test_the_columns_that_somebody_chose_are_theirs_in_every_browser() -> None:
    shop.order()
    client = browser(make.mei())
    back = f"{reverse(ORDERS)}?status=paid"

    told = client.post(
        reverse("console:columns", args=["orders"]), {"columns": ["refunded"], "back": back}
    )

    elsewhere = browser(make.mei()).get(reverse(ORDERS)).context["table"].columns
    others = browser(make.lin()).get(reverse(ORDERS)).context["table"].columns
    assert told.headers["Location"] == back
    assert [column.name for column in elsewhere] == ["number", "refunded"]
    assert "refunded" not in [column.name for column in others]


def test_a_view_is_kept_under_a_name_and_replaced_under_the_same() -> None:
    shop.order()
    client = browser(make.mei())
    kept = {"name": "Paid here", "back": reverse(ORDERS)}

    client.post(reverse("console:view", args=["orders"]), {**kept, "query": "status=paid"})
    client.post(reverse("console:view", args=["orders"]), {**kept, "query": "status=refunded"})

    html = client.get(reverse(ORDERS)).content.decode()
    assert f'href="{reverse(ORDERS)}?status=refunded"' in html
    assert SavedView.objects.count() == 1


def test_a_view_keeps_no_words_that_were_searched_for() -> None:
    make.customer("Ada")

    html = browser(make.mei()).get(reverse("console:customers"), {"q": "Ada", "seen": "7"})

    assert 'name="query" value="seen=7"' in html.content.decode()


def test_views_are_seen_and_removed_by_whom_they_belong_to_alone() -> None:
    shop.order()
    mine = services.keep_view(make.mei(), page="orders", name="Mine", query="status=paid")
    other = browser(make.jun())

    refused = other.post(reverse("console:view-removal", args=[mine.pk]))

    assert "Mine" not in other.get(reverse(ORDERS)).content.decode()
    assert refused.status_code == 404


def test_a_view_leads_back_to_its_list_and_to_no_other_site() -> None:
    client = browser(make.mei())
    view = {"name": "Mine", "query": "status=paid", "back": "//elsewhere.example/"}

    answer = client.post(reverse("console:view", args=["orders"]), view)

    assert answer.headers["Location"] == "/?status=paid"


def test_a_view_leads_back_to_its_list_without_the_filters_it_had() -> None:
    view = {"name": "Mine", "query": "status=paid", "back": f"{reverse(ORDERS)}?status=refunded"}

    answer = browser(make.mei()).post(reverse("console:view", args=["orders"]), view)

    assert answer.headers["Location"] == f"{reverse(ORDERS)}?status=paid"


def test_nobody_keeps_more_views_than_fifty() -> None:
    mei = make.mei()
    for number in range(services.MOST_VIEWS):
        services.keep_view(mei, page="orders", name=f"View {number}", query="status=paid")

    with pytest.raises(TooManyViews):
        services.keep_view(mei, page="orders", name="One more", query="status=paid")

    again = services.keep_view(mei, page="orders", name="View 3", query="status=refunded")
    assert again.query == "status=refunded"
    assert SavedView.objects.count() == services.MOST_VIEWS == 50


def test_a_view_keeps_no_nul() -> None:
    kept = services.keep_view(make.mei(), page="orders", name="A\0", query="status=\0paid")

    assert (kept.name, kept.query) == ("A", "status=paid")


def test_views_go_with_the_account() -> None:
    bo = make.bo()
    services.keep_view(bo, page="orders", name="Mine", query="status=paid")

    services.change_staff(bo, changes={"is_active": False}, stores=(), by=make.mei(), at=make.NOON)

    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["console:order-export", "console:customer-export"])
def test_both_kinds_of_file_say_the_same_in_the_readers_language_and_the_shops_zone(
    name: str,
) -> None:
    shop.order(make.customer("Ada"), placed_at=make.NOON)
    Customer.objects.update(gender="female", first_seen_at=make.NOON, last_seen_at=make.NOON)
    mei = make.mei()
    Installation.objects.update(time_zone="America/New_York", language="zh-hans")
    client = browser(mei)

    text, sheet = (written(client, name, kind) for kind in ("csv", "xlsx"))

    assert text == sheet
    said = " ".join(text[0] + text[1])
    assert "2026-11-21 23:00:00" in said
    assert ("Completed" in said) != ("female" in said)


def test_what_a_cell_has_nothing_to_say_of_is_a_dash() -> None:
    make.customer("Ada")

    html = browser(make.mei()).get(reverse("console:customers")).content.decode()

    assert '<td class="tagged" data-label="Tags">–</td>' in " ".join(html.split())


@pytest.mark.parametrize(("sort", "first"), [("placed", "1"), ("-placed", "3"), ("", "3")])
def test_the_file_of_orders_is_sorted_as_the_page_is(sort: str, first: str) -> None:
    for day in (1, 2, 3):
        shop.order(total=day * 100, placed_at=make.NOON - timedelta(days=10 - day))
    asked = {"format": "csv", "filters": f"sort={sort}"}

    answer: Any = browser(make.mei()).post(reverse("console:order-export"), asked)

    header, row, *_others = csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")))
    assert row[header.index("Amount")] == f"{first}.00"


def test_the_file_of_the_audit_log_is_sorted_as_the_page_is() -> None:
    mei = make.mei()
    for hours in (1, 2):
        at = make.NOON - timedelta(hours=hours)
        services.audit("orders.exported", subject=f"orders:{hours}", by=mei, at=at)
    client = browser(mei)

    files: list[Any] = [
        client.get(reverse("console:audit"), {"export": "1", "sort": sort})
        for sort in ("at", "-at")
    ]

    told = [list(csv.reader(StringIO(f.getvalue().decode("utf-8-sig"))))[1:] for f in files]
    assert len(told[0]) > 1
    assert told[0] == told[1][::-1]
    assert told[0][0][3] == "orders:2"


def test_a_file_speaks_chinese_to_who_reads_chinese() -> None:
    shop.order(status="completed")
    client = browser(make.mei())
    Staff.objects.update(language="zh-hans")

    [_header, row] = written(client, "console:order-export", "csv")

    assert "已完成" in row
