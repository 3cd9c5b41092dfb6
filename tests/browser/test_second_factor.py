"""The second factor as people use it: set up on a phone's width, asked for, and the codes kept."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guisu.ground.proof import domain
from guisu.ground.proof.models import SecondFactor
from guisu.ground.staff.models import Installation
from tests import make
from tests.browser.acts import sign_in
from tests.browser.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


def shows(page: Page) -> str:
    """The code of an app that was given the letters on the page."""
    letters = page.locator("code").filter(has_text=re.compile("^[A-Z2-7 ]{32,}$")).inner_text()
    return domain.code_at(letters.replace(" ", ""), domain.step_at(timezone.now()))


def is_no_wider(page: Page) -> bool:
    wide: Any = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return bool(wide)


@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_set_up_by_ones_own_wish_and_asked_for_then(open_page: Open, width: int) -> None:
    mei = make.mei()
    mei.language = "en"
    mei.save()
    page = sign_in(open_page(width=width))

    page.goto("/account/")
    assert is_no_wider(page)
    page.get_by_role("link", name="Set it up").click()
    expect(page.locator(".qr svg")).to_be_visible()
    assert is_no_wider(page)
    page.get_by_label("Code").fill(shows(page))
    page.get_by_role("button", name="Turn on the second factor").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    [code, *_] = page.locator("#codes").inner_text().split()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes left.")).to_be_visible()
    other = sign_in(open_page(width=width))
    expect(other.get_by_role("heading", name="Second factor")).to_be_visible()
    other.get_by_label("Code").fill(code)
    other.get_by_role("button", name="Sign in").click()

    expect(other.locator("#work")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_text("a device that was not known")).to_be_visible()


def test_a_post_that_needs_it_sets_it_up_while_signing_in(open_page: Open) -> None:
    make.mei()
    Installation.objects.update(second_factor_posts=["owner"])
    page = sign_in(open_page(width=390))

    expect(page.locator(".qr svg")).to_be_visible()
    assert is_no_wider(page)
    page.get_by_label("Code").fill(shows(page))
    page.get_by_role("button", name="Turn on the second factor").click()
    page.get_by_role("link", name="I have kept them").click()

    expect(page.locator("#work")).to_be_visible()
    assert SecondFactor.objects.get().confirmed_at is not None
