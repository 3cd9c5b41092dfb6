"""Each address of the console, for strangers, for the wrong post, and for its cost."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from guisu.doors.console import urls
from guisu.doors.console.http import ANYBODY, EVERY_POST
from guisu.ground.staff.domain import PERMITTED, Permission, Post
from tests import make
from tests.console.browsing import browser

MOST_QUERIES = 24
POSTS_OF = {Post.OWNER: make.mei, Post.ADVISER: make.bo, Post.ANALYST: make.lin}


def pages() -> Iterator[URLPattern]:
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield pattern


def address(page: URLPattern) -> str:
    """The page's address, with 1 wherever it names a row."""
    names = list(page.pattern.converters)
    return reverse(f"console:{page.name}", kwargs=dict.fromkeys(names, 1))


def ask(client: Client, page: URLPattern) -> tuple[int, str]:
    """Status and destination; asks by POST where the page takes nothing else."""
    answer = client.get(address(page))
    if answer.status_code == 405:
        answer = client.post(address(page))
    return answer.status_code, answer.headers.get("Location", "")


def access(page: URLPattern) -> str:
    return str(getattr(page.callback, "access", ""))


def test_every_page_says_who_may_open_it() -> None:
    assert [page.name for page in pages() if not access(page)] == []


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in() -> None:
    make.mei()
    client = browser()

    asked = {page.name: ask(client, page) for page in pages() if access(page) != ANYBODY}

    sign_in = reverse("console:sign-in")
    assert {name: (status, to.split("?")[0]) for name, (status, to) in asked.items()} == (
        dict.fromkeys(asked, (302, sign_in))
    )


@pytest.mark.django_db
def test_the_wrong_post_is_told_so() -> None:
    clients = {post: browser(make_one()) for post, make_one in POSTS_OF.items()}
    limited = [page for page in pages() if access(page) not in {ANYBODY, EVERY_POST}]

    opened = [
        (page.name, post)
        for page in limited
        for post, client in clients.items()
        if Permission(access(page)) not in PERMITTED[post] and ask(client, page)[0] != 403
    ]

    assert limited
    assert opened == []


@pytest.mark.django_db
def test_every_page_of_an_empty_house_asks_the_database_a_bounded_number_of_times() -> None:
    client = browser(make.mei())
    wrong = {}

    for page in pages():
        with CaptureQueriesContext(connection) as asked:
            status = client.get(address(page)).status_code
        if status not in {200, 302, 404, 405, 409} or len(asked) > MOST_QUERIES:
            wrong[page.name] = (status, len(asked))

    assert wrong == {}


@pytest.mark.django_db
def test_before_the_first_run_everybody_is_sent_to_the_wizard() -> None:
    answer = browser().get(reverse("console:home"))

    assert answer.headers["Location"] == reverse("console:set-up")
