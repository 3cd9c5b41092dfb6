"""Numbers that no table can hold, wherever a browser may send one: refused, and never an error."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.datastructures import MultiValueDict

from guisu.doors.console import urls
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db

# Beyond 64 bits, beyond what Python reads, digits of other scripts, and what only looks like one.
HOSTILE = (str(2**63), str(2**64 + 1), "-" + str(2**70), "9" * 4301, "٣" * 30, "²")
IN_PATHS = (2**63, 2**64 + 1, int("9" * 4000))


@contextmanager
def asked_for() -> Iterator[set[str]]:
    """The names that the product looks up in what was sent."""
    names: set[str] = set()
    getitem, getlist = MultiValueDict.__getitem__, MultiValueDict.getlist

    def one(self: Any, key: Any) -> Any:
        names.add(str(key))
        return getitem(self, key)

    def many(self: Any, key: Any, default: Any = None) -> Any:
        names.add(str(key))
        return getlist(self, key, default)

    with (
        patch.object(MultiValueDict, "__getitem__", one),
        patch.object(MultiValueDict, "getlist", many),
    ):
        yield names


def address(page: URLPattern, number: int = 1) -> str:
    names = list(page.pattern.converters)
    return reverse(f"console:{page.name}", kwargs=dict.fromkeys(names, number))


def pages() -> list[URLPattern]:
    left_out = {"sign-out"}
    return [
        page
        for page in urls.urlpatterns
        if isinstance(page, URLPattern) and page.name not in left_out
    ]


def names_of(client: Client, page: URLPattern) -> set[str]:
    with asked_for() as names:
        client.get(address(page))
        client.post(address(page), {"edition": "0"})
    # What Django and the browser's own plumbing look up holds no number of ours.
    return {name for name in names if re.fullmatch(r"[A-Za-z][\w-]*", name)} - {
        "csrfmiddlewaretoken",
        "language",
        "next",
    }


def ask(client: Client, page: URLPattern, data: dict[str, str]) -> set[int]:
    return {
        client.get(address(page), data).status_code,
        client.post(address(page), data).status_code,
    }


def quiet(client: Client) -> Client:
    """Errors are answered, and not raised into the test."""
    client.raise_request_exception = False
    return client


def test_every_page_stands_numbers_beyond_in_all_its_fields() -> None:
    client = quiet(browser(make.mei()))

    failed = {
        (page.name, value[:8]): sorted(names)
        for page in pages()
        for names in [names_of(client, page)]
        for value in HOSTILE
        if max(ask(client, page, dict.fromkeys(names, value))) >= 500
    }

    assert failed == {}


@pytest.mark.slow
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:8])
def test_every_field_of_every_page_stands_a_number_beyond(value: str) -> None:
    client = quiet(browser(make.mei()))

    failed = [
        (page.name, name)
        for page in pages()
        for name in names_of(client, page)
        if max(ask(client, page, {name: value})) >= 500
    ]

    assert failed == []


def test_no_address_names_a_row_beyond() -> None:
    client = quiet(browser(make.mei()))
    named = [page for page in pages() if "<int:" in str(page.pattern) and page.name != "set-up"]

    answered = {
        (page.name, status)
        for page in named
        for number in IN_PATHS
        for status in (
            client.get(address(page, number)).status_code,
            client.post(address(page, number)).status_code,
        )
        if status not in {404, 405}
    }

    assert answered == set()
