"""Signing in: the first run, lock-out, language, one's own account."""

import pytest
from django.test import Client
from django.urls import reverse

from guisu.ground.staff.models import AuditEntry, Installation, Staff, Store
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db

ORGANISATION = {
    "name": "Blossom",
    "language": "zh-hans",
    "time_zone": "Asia/Shanghai",
    "currency": "CNY",
    "phone_region": "CN",
}


def sign_in(name: str, password: str) -> int:
    answer = browser().post(reverse("console:sign-in"), {"username": name, "password": password})
    return answer.status_code


def test_the_first_run_makes_the_organisation_its_store_and_its_owner_at_once() -> None:
    client = browser()

    client.post(reverse("console:set-up"), ORGANISATION)
    client.post(reverse("console:set-up", args=[2]), {"name": "North", "code": "north"})
    before = Staff.objects.count()
    owner = {"name": "Mei", "username": "mei", "password": make.PASSWORD}
    answer = client.post(reverse("console:set-up", args=[3]), owner)

    assert (before, answer.headers["Location"]) == (0, reverse("console:home"))
    assert Installation.objects.get().name == "Blossom"
    assert Store.objects.get().code == "north"
    assert Staff.objects.get().check_password(make.PASSWORD)
    assert client.get(reverse("console:home")).status_code == 200


def test_a_weak_password_is_refused_at_the_last_step_and_nothing_is_made() -> None:
    client = browser()
    client.post(reverse("console:set-up"), ORGANISATION)
    client.post(reverse("console:set-up", args=[2]), {"name": "North", "code": "north"})

    owner = {"name": "Mei", "username": "mei", "password": "12345678901"}
    answer = client.post(reverse("console:set-up", args=[3]), owner)

    assert answer.status_code == 422
    assert not Installation.objects.exists()


def test_a_short_password_is_said_beside_it_in_chinese() -> None:
    client = Client()
    client.post(reverse("console:set-up"), {**ORGANISATION, "language": "zh-hans"})
    client.post(reverse("console:set-up", args=[2]), {"name": "North", "code": "north"})

    owner = {"name": "Mei", "username": "mei", "password": "w-r-7"}
    answer = client.post(reverse("console:set-up", args=[3]), owner)

    assert answer.context["form"].errors == {"password": ["密码太短，至少要 10 个字符。"]}


def test_the_wizard_is_closed_once_there_is_an_owner() -> None:
    make.mei()

    answer = browser().post(reverse("console:set-up"), ORGANISATION)

    assert answer.headers["Location"] == reverse("console:sign-in")


def test_five_failures_pause_sign_in_whatever_the_spelling_of_the_name() -> None:
    make.mei()

    tries = [sign_in(name, "wrong-guess-1") for name in ("mei", "Mei", "MEI", "mEi", "mei")]
    right = sign_in("mei", make.PASSWORD)

    assert tries == [422, 422, 422, 422, 429]
    assert right == 429


def test_a_paused_name_does_not_pause_the_others() -> None:
    make.mei()
    make.jun()
    for _ in range(5):
        sign_in("mei", "wrong-guess-1")

    assert sign_in("jun", make.PASSWORD) == 302


def test_a_closed_account_does_not_open() -> None:
    jun = make.jun()
    jun.is_active = False
    jun.save()

    assert sign_in("jun", make.PASSWORD) == 422


def test_sign_in_never_leads_to_another_site() -> None:
    make.mei()

    answer = browser().post(
        reverse("console:sign-in"),
        {"username": "mei", "password": make.PASSWORD, "next": "https://elsewhere.example/"},
    )

    assert answer.headers["Location"] == reverse("console:home")


def test_the_chosen_language_stays_with_the_account() -> None:
    client = browser(make.jun())

    client.post(reverse("console:language"), {"language": "zh-hant", "next": "/"})

    assert Staff.objects.get(username="jun").language == "zh-hant"
    assert client.get("/").headers["Content-Language"] == "zh-hant"


def test_a_new_password_needs_the_present_one_and_is_on_record_without_it() -> None:
    client = browser(make.jun())
    new = {"old": "not-it", "new": "willow-river-77"}

    refused = client.post(reverse("console:password"), new)
    changed = client.post(reverse("console:password"), {**new, "old": make.PASSWORD})

    assert (refused.status_code, changed.status_code) == (422, 302)
    assert client.get("/").status_code == 200
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == ("staff.password_changed", {}, {})
