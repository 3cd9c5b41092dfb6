"""A form with another session's token: nothing done, nothing typed lost, nothing let in."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guisu.ground.staff.models import Staff, Store
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db

OURS = {"origin": "http://testserver"}
WEST = {"name": "West", "code": "west", "is_open": "on", "edition": ""}


def strict(staff: Staff | None = None) -> Client:
    """A browser of which the token is asked, as outside tests."""
    client = browser(staff)
    client.handler.enforce_csrf_checks = True
    return client


def test_what_another_tab_typed_stands_in_its_form_again() -> None:
    mei = make.mei()
    client = strict(mei)
    page = reverse("console:new-store")

    answer: Any = client.post(page, WEST | {"typed_by": str(mei.pk)}, headers=OURS)
    form = client.get(page).content.decode()

    assert answer.headers["Location"] == page
    assert 'value="west"' in form
    assert "Save it now" in form
    assert not Store.objects.exists()


def test_what_somebody_else_typed_before_in_this_browser_is_not_shown() -> None:
    mei, jun = make.mei(), make.jun()
    client = strict(mei)
    page = reverse("console:new-store")

    answer = client.post(page, WEST | {"typed_by": str(jun.pk)}, headers=OURS)

    assert answer.status_code == 403
    assert 'value="west"' not in client.get(page).content.decode()


def test_a_form_says_who_sees_it() -> None:
    mei = make.mei()

    page = browser(mei).get(reverse("console:new-store")).content.decode()

    assert f'name="typed_by" value="{mei.pk}"' in page


def test_another_site_puts_nothing_into_a_form() -> None:
    client = strict(make.mei())
    page = reverse("console:new-store")

    for headers in ({"origin": "https://elsewhere.example"}, {}, {"origin": "null"}):
        answer = client.post(page, WEST, headers=headers)
        assert answer.status_code == 403

    assert 'value="west"' not in client.get(page).content.decode()


def test_an_ended_session_leads_by_sign_in_with_what_was_typed() -> None:
    mei = make.mei()
    client = browser()
    client.post(reverse("console:sign-in"), {"username": "mei", "password": make.PASSWORD})
    client.cookies.pop("guisu_session")
    client.handler.enforce_csrf_checks = True

    answer = client.post(reverse("console:new-store"), WEST, headers=OURS)

    assert answer.status_code == 403
    assert 'name="kept"' in answer.content.decode()
    assert answer.context["kept"]
    assert mei.is_active


def test_other_forms_are_told_what_to_do() -> None:
    client = strict(make.mei())
    told = {"referer": "http://testserver/staff/?post=owner"} | OURS

    answer = client.post(reverse("console:sessions-end"), headers=told)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing was saved" in page
    assert 'href="/staff/?post=owner"' in page


def test_the_way_back_leads_to_no_other_site() -> None:
    told = {"referer": "https://elsewhere.example/x"}

    answer = strict(make.mei()).post(reverse("console:sessions-end"), headers=told)

    assert answer.context["back"] == reverse("console:home")
