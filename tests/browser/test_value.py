"""Customer value in a browser: no fault in either theme and width, by keyboard to the method."""

import pytest

from tests import make
from tests.browser.acts import sign_in
from tests.browser.conftest import Open
from tests.browser.test_reach import LOOKS, faults_of
from tests.segments.clv import shop

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_page_with_its_figures_has_no_fault(open_page: Open, width: int, theme: str) -> None:
    make.mei()
    shop.filled()
    shop.valued()
    page = sign_in(open_page(width=width, theme=theme, bypass_csp=True))

    assert faults_of(page, ["/value/", "/value/figures/?days=90&yearly=0"]) == {}


def test_the_horizon_is_chosen_and_the_method_opened_by_keyboard(open_page: Open) -> None:
    make.mei()
    shop.filled()
    shop.valued()
    page = sign_in(open_page())
    page.goto("/value/")
    page.wait_for_selector(".figures")

    page.locator("select[name=days]").select_option("90")
    page.wait_for_url("**days=90**")
    page.wait_for_selector(".figures")
    summary = page.locator("#value-figures .card summary")
    summary.focus()
    page.keyboard.press("Enter")

    assert page.locator("text=Gamma-Gamma").first.is_visible()
    assert page.locator(".figure-unit", has_text="90").count() >= 1
