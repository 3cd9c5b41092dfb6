"""Each address of the console, for strangers, for the wrong post, and for its cost."""

from collections.abc import Iterator

import pytest
from django.test import Client
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


PAGES = [pytest.param(page, id=str(page.pattern) or "/") for page in pages()]


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


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_who_may_open_it(page: URLPattern) -> None:
    assert hasattr(page.callback, "access")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_sign_in(page: URLPattern) -> None:
    if getattr(page.callback, "access", None) == ANYBODY:
        pytest.skip("open to strangers")
    make.mei()

    status, to = ask(browser(), page)

    assert (status, to.split("?")[0]) == (302, reverse("console:sign-in"))


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_the_wrong_post_is_told_so(page: URLPattern) -> None:
    access = getattr(page.callback, "access", None)
    if access in {ANYBODY, EVERY_POST}:
        pytest.skip("open to every post")
    post = next((p for p in POSTS_OF if Permission(str(access)) not in PERMITTED[p]), None)
    if post is None:
        pytest.skip("permitted to all three")

    status, _ = ask(browser(POSTS_OF[post]()), page)

    assert status == 403


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_every_page_asks_the_database_a_bounded_number_of_times(
    page: URLPattern, django_assert_max_num_queries: object
) -> None:
    client = browser(make.mei())

    with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
        answer = client.get(address(page))

    assert answer.status_code in {200, 302, 404, 405, 409}


@pytest.mark.django_db
def test_before_the_first_run_everybody_is_sent_to_the_wizard() -> None:
    answer = browser().get(reverse("console:home"))

    assert answer.headers["Location"] == reverse("console:set-up")
