"""What people do on every page."""

from playwright.sync_api import Page

from tests import make


def sign_in(page: Page, name: str = "mei", password: str = make.PASSWORD) -> Page:
    page.goto("/sign-in/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.click("main button.btn-primary")
    page.wait_for_load_state()
    return page


def width_beyond_screen(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
