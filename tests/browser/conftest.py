"""Pages in a real browser: the system's Chromium, a live server, and what a page may never do."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = os.environ.get("GUISU_TEST_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright's own event loop runs in this thread; Django would otherwise refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Open]:
    """Opens a fresh browser window on the live server; at the end no page may have complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: Any) -> None:
        # The browser notes every 4xx answer as an error; those are the pages' own business.
        if message.type == "error" and "the server responded with a status" not in message.text:
            complaints.append(message.text)

    def fresh(*, width: int = 1440, theme: Any = "light", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale="en-GB",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield fresh
    for context in contexts:
        context.close()
    assert complaints == []
