"""The console as people use it: first run, sign-in, lock-out, keyboard, themes, no JavaScript."""

import pytest
from playwright.sync_api import expect

from guisu.ground.staff.models import Installation
from tests import make
from tests.browser.acts import sign_in
from tests.browser.conftest import Open
from tests.console.test_today import parked_letter

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_the_first_run_ends_on_today(open_page: Open, javascript: bool) -> None:  # noqa: FBT001
    page = open_page(java_script_enabled=javascript)

    page.goto("/")
    page.get_by_label("Name of the organisation").fill("花开")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name of the store").fill("北门店")
    page.get_by_label("Code").fill("north")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill("Mei")
    page.get_by_label("User name").fill("mei")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Open the console").click()

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#work")).to_be_visible()
    assert Installation.objects.get().name == "花开"


def test_five_wrong_passwords_lead_to_a_page_that_says_what_to_do(open_page: Open) -> None:
    make.mei()
    page = open_page()

    for _ in range(5):
        sign_in(page, password="not-the-password")

    expect(page.get_by_role("heading", name="Sign-in is paused")).to_be_visible()
    expect(page.get_by_text("15 minutes")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_settings_are_changed_and_said_to_be_saved(open_page: Open, javascript: bool) -> None:  # noqa: FBT001
    mei = make.mei()
    mei.language = "en"
    mei.save()
    page = sign_in(open_page(java_script_enabled=javascript))

    page.goto("/settings/")
    page.get_by_label("Name of the organisation").fill("Peony")
    page.get_by_role("button", name="Save the settings").click()

    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    assert Installation.objects.get().name == "Peony"


def test_a_parked_letter_is_tried_again_and_its_new_error_shown(open_page: Open) -> None:
    mei = make.mei()
    mei.language = "en"
    mei.save()
    parked_letter()
    page = sign_in(open_page())

    page.get_by_role("link", name="events that could not be handled").click()
    page.get_by_role("button", name="Try again", exact=True).click()

    expect(page.get_by_text("It failed again")).to_be_visible()
    expect(page.get_by_text("KeyError: 'gone'").first).to_be_visible()


def test_the_search_is_one_key_away_and_its_results_are_walked_by_arrows(open_page: Open) -> None:
    mei = make.mei()
    mei.language = "en"
    mei.save()
    page = sign_in(open_page())

    page.keyboard.press("Control+k")
    page.keyboard.type("audi")
    expect(page.locator("#search-results").get_by_role("link", name="Audit")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Audit")).to_be_visible()


def test_the_theme_follows_the_system_until_it_is_chosen_and_is_then_remembered(
    open_page: Open,
) -> None:
    mei = make.mei()
    mei.language = "en"
    mei.save()
    page = sign_in(open_page(theme="dark"))
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")

    page.locator("header details:not(.map-menu) summary").click()
    page.get_by_role("button", name="Light").click()
    page.reload()

    expect(root).to_have_attribute("data-bs-theme", "light")


def test_the_figures_come_after_the_page_and_are_drawn(open_page: Open) -> None:
    make.mei()
    page = sign_in(open_page())

    expect(page.locator("#figures canvas")).to_have_count(4)
