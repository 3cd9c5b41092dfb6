"""Input that makes no sense is answered by a page that says what to do, in the reader's words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guisu.know.customers.models import Customer
from guisu.take_in.imports import services as imports
from guisu.take_in.imports.domain.plan import Kind
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db
FAR = ("0001-01-01", "0999-12-31", "9999-12-31")


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize(
    "address",
    [
        "/orders/?since={}",
        "/orders/?until={}",
        "/audit/?since={}",
        "/lifecycle/movement/?before={}",
        "/lifecycle/movement/?after={}",
        "/standing/people/?stage=active&before=lost&before_on={}&after_on={}",
        "/behaviour/retention/?first={}&last={}&since={}&until={}",
        "/behaviour/funnel/?first={}&last={}&since={}&until={}",
    ],
)
def test_days_beyond_all_calendars_find_nothing_and_break_nothing(address: str, day: str) -> None:
    answer = browser(make.mei()).get(address.replace("{}", day))

    assert answer.status_code == 200


def test_an_unknown_address_is_said_in_the_readers_language() -> None:
    make.mei()

    answer = Client(headers={"accept-language": "zh-hans"}).get("/nowhere/at/all/")

    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


def test_a_fault_of_ours_is_owned_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(make.mei())
    client.raise_request_exception = False
    monkeypatch.setattr("guisu.doors.console.home.views.render", lambda *_args: 1 / 0)

    answer = client.get("/")

    assert answer.status_code == 500
    assert "This is a fault of Guisu, not yours" in answer.content.decode()


@pytest.mark.parametrize("name", ["new-task", "new-handover", "new-code", "new-group-code"])
def test_what_needs_wecom_says_that_it_is_not_connected(name: str) -> None:
    answer = browser(make.mei()).get(reverse(f"console:{name}"))

    assert answer.status_code == 409
    assert "Connect WeCom first" in answer.content.decode()


def test_nobody_is_born_tomorrow() -> None:
    ada = make.customer("Ada")
    client = browser(make.mei())
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = client.post(
        reverse("console:customer-edit", args=[ada.pk]), {"name": "Ada", "birthday_on": tomorrow}
    )

    assert answer.status_code == 422
    assert "Nobody was born on that day." in answer.content.decode()
    assert Customer.objects.get().birthday_on is None


def test_columns_that_say_of_nobody_who_it_is_are_asked_for_where_they_are_chosen() -> None:
    imported = imports.receive(
        [b"word,place\r\nhello,here\r\n"],
        name="words.csv",
        kind=Kind.CUSTOMERS,
        by=make.mei(),
        at=make.NOON,
    )

    answer = browser(make.mei()).post(
        reverse("console:import-columns", args=[imported.pk]),
        {"column-0": "", "column-1": "", "date_order": "mdy"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a column or a constant for: Customer or user ID / Phone / E-mail" in page
    assert "<select" in page
