"""Every page over an installation with one of everything in two stores, for every post."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import connection as store
from django.test import Client
from django.urls import URLPattern, reverse

from guisu.doors.console import urls
from guisu.doors.console.http import ANYBODY
from guisu.ground.staff.domain import EVERYWHERE, Post
from guisu.ground.warehouse.loading import load
from tests import make, world
from tests.channels.acts import connection
from tests.console.browsing import browser
from tests.world import Side, World

pytestmark = pytest.mark.django_db

MOST_QUERIES = 40
FINE = {200, 302, 403, 405, 409, 422}
OF_THE_HOUSE = [pytest.param(post, id=post.value) for post in Post if post in EVERYWHERE]
OF_STORES = [pytest.param(post, id=post.value) for post in Post if post not in EVERYWHERE]
CHANGING = re.compile(
    r'(?:csrfmiddlewaretoken|key|once)" value="\w+"|"X-CSRFToken": ?"\w+"|nonce="[^"]+"'
)
# They change who is looking, or ask WeCom.
ELSEWHERE = {"sign-out", "language", "channel-examination"}
# Not everybody sees what others were asked to do or began; two show nothing without more words.
OWN = {"tag-batch", "tag-batch-progress", "task"}
ASKED_MORE = {"funnel-people", "message-picture"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(make.NOON, tick=False):
        yield


@pytest.fixture
def house() -> World:
    make.mei()
    return world.begin(connection())


@pytest.fixture
def north(house: World) -> Side:
    return world.open_store(house, "North")


def pages() -> list[URLPattern]:
    return [
        page
        for page in urls.urlpatterns
        if isinstance(page, URLPattern) and page.name not in ELSEWHERE
    ]


def address(page: URLPattern, side: Side) -> str:
    """With the side's rows wherever it names some; a room that made none is told so."""
    rows = side.world.rows | side.rows
    before = str(page.pattern).partition("<")[0].rstrip("/")
    names = list(page.pattern.converters)
    found = {name: rows.get(page.name or "") or rows.get(name) or rows[before] for name in names}
    return reverse(f"console:{page.name}", kwargs=found)


def names_a_row_of(page: URLPattern, side: Side) -> bool:
    before = str(page.pattern).partition("<")[0].rstrip("/")
    return bool(page.pattern.converters) and (before in side.rows or page.name in side.rows)


@dataclass(frozen=True, slots=True)
class Seen:
    status: int
    text: str
    questions: int


class Counted:
    """Counts questions to the store, and does not write them down: that doubles some of them."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, execute: Callable[..., Any], *told: Any) -> Any:
        self.times += 1
        return execute(*told)


def look(client: Client, at: str) -> Seen:
    """What stands at an address, but for what differs each time, and what it cost."""
    asked = Counted()
    with store.execute_wrapper(asked):
        answer = client.get(at)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return Seen(answer.status_code, CHANGING.sub("", text.decode(errors="replace")), asked.times)


def walk(client: Client, side: Side) -> dict[str, Seen]:
    """Every page by its address, over what stands in the tables now."""
    while load():
        pass
    client.get(reverse("console:home"))  # what a session costs once
    return {str(page.name): look(client, address(page, side)) for page in pages()}


def trouble(seen: dict[str, Seen], absent: set[str]) -> dict[str, str]:
    return {
        name: f"{found.status}, {found.questions} questions"
        for name, found in seen.items()
        if found.status not in FINE | ({404} if name in absent else set())
        or found.questions > MOST_QUERIES
    }


def new_lines(now: Seen, before: Seen) -> list[str]:
    if (now.status, now.text) == (before.status, before.text):
        return []
    lines = set(before.text.splitlines())
    return [
        f"{before.status} -> {now.status}",
        *(_ for _ in now.text.splitlines() if _ not in lines),
    ]


def opened(client: Client, south: Side) -> dict[str, tuple[int, int]]:
    """Pages and acts on rows of this side that answer as if they were there."""
    asked = [
        address(page, south)
        for page in pages()
        if names_a_row_of(page, south) and getattr(page.callback, "access", "") != ANYBODY
    ]
    answers = {at: (client.get(at).status_code, client.post(at).status_code) for at in asked}
    return {at: both for at, both in answers.items() if not set(both) <= {403, 404, 405}}


def test_every_row_that_an_address_names_is_in_the_world(north: Side) -> None:
    missing = []
    for page in pages():
        try:
            address(page, north)
        except KeyError as error:
            missing.append(f"{page.pattern}: {error}")

    assert missing == [], "a room has to make it: see tests/world"


@pytest.mark.parametrize("post", OF_THE_HOUSE)
def test_every_page_answers_who_sees_all_stores_in_few_questions(post: Post, north: Side) -> None:
    world.open_store(north.world, "South")

    seen = walk(browser(north.staff(post)), north)

    assert trouble(seen, ASKED_MORE if post == Post.OWNER else ASKED_MORE | OWN) == {}
    assert sum(found.status == 200 for found in seen.values()) > 10


@pytest.mark.parametrize("post", OF_STORES)
def test_what_a_store_sees_and_can_reach_is_the_same_whatever_another_has(
    post: Post, north: Side
) -> None:
    client = browser(north.staff(post))
    alone = walk(client, north)

    south = world.open_store(north.world, "South")
    beside = walk(client, north)

    assert trouble(beside, ASKED_MORE | OWN) == {}
    told = {name: new_lines(found, alone[name]) for name, found in beside.items()}
    assert {name: lines for name, lines in told.items() if lines} == {}
    assert opened(client, south) == {}
