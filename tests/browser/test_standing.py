"""RFM, life cycle and ladder in the browser: reachable for everybody, with their effect at once."""

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.acts import sign_in
from tests.browser.conftest import Open
from tests.browser.test_reach import LOOKS, faults_of
from tests.console.test_standing import a_shop

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

PAGES = (
    "/rfm/",
    "/rfm/?by=spent&m=3",
    "/rfm/scheme/",
    "/lifecycle/",
    "/lifecycle/movement/",
    "/lifecycle/trend/",
    "/lifecycle/thresholds/",
    "/ladder/",
    "/standing/people/?r=5&f=3",
    "/standing/people/?stage=hesitant",
    "/customers/{ada}/standing/",
    "/customers/{ada}/",
)


def english(open_page: Open, **look: object) -> Page:
    mei = make.mei()
    mei.language = "en"
    mei.save()
    return sign_in(open_page(**look))


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_pages_on_where_people_stand(open_page: Open, width: int, theme: str) -> None:
    people = a_shop()
    page = english(open_page, width=width, theme=theme, bypass_csp=True)

    found = faults_of(page, [address.format(**people) for address in PAGES])

    assert found == {}, found


def test_a_changed_threshold_shows_its_effect_at_once(open_page: Open) -> None:
    a_shop()
    page = english(open_page)

    page.goto("/lifecycle/thresholds/")
    page.get_by_label("Active: last order at most").fill("1")
    page.keyboard.press("Tab")

    expect(page.locator("#effect .is-changed").first).to_be_visible(timeout=30_000)


def test_movement_and_trend_come_after_the_page_and_a_number_opens_its_people(
    open_page: Open,
) -> None:
    a_shop()
    page = english(open_page)

    page.goto("/lifecycle/")
    expect(page.locator("#trend canvas")).to_have_count(8, timeout=30_000)
    page.locator("#movement summary").click()
    page.locator("#movement .chart-table a").first.click()

    expect(page.locator("h1")).to_contain_text("From")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_square_of_the_grid_is_opened_by_keyboard(open_page: Open) -> None:
    a_shop()
    page = english(open_page)

    page.goto("/rfm/")
    page.locator(".rfm td a").first.focus()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("RFM R")
    expect(page.get_by_role("link", name="Ada")).to_be_visible()
