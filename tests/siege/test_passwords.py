"""Passwords guessed by the dozen: at the door, and from inside a session."""

import threading
from collections.abc import Callable

import httpx
import pytest

from tests.siege.counts import count
from tests.siege.product import Product, post
from tests.siege.wire import milliseconds

Tell = Callable[[str], None]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_guesses_of_many_names_at_once_leave_threads_for_others(fresh: Product, tell: Tell) -> None:
    fresh.start()
    many = count("guesses", short=40, long=200)
    answers: list[int] = []
    guessing = [
        threading.Thread(target=lambda n=n: answers.append(_guess(fresh, f"nobody{n}")))
        for n in range(many)
    ]

    for one in guessing:
        one.start()
    waited = milliseconds(fresh)
    waiting = sum(one.is_alive() for one in guessing)
    for one in guessing:
        one.join()

    assert set(answers) <= {422, 429, 503}
    assert waiting
    tell(f"{many} guesses at once, a page in {waited:.0f} ms")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_address_that_tries_name_after_name_is_paused(fresh: Product, tell: Tell) -> None:
    fresh.start()

    answers = [_guess(fresh, f"nobody{n}") for n in range(41)]

    assert answers == [422] * 40 + [429]
    tell("the 41st name from one address is not even hashed")


def _guess(product: Product, name: str) -> int:
    with product.client() as browser:
        return post(browser, "/sign-in/", username=name, password="plum").status_code


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_guesses_inside_a_session_are_counted_as_at_the_door(fresh: Product) -> None:
    fresh.start()
    with fresh.signed_in("jun") as thief:
        answers = [_guess_inside(thief) for _ in range(6)]

    assert answers[:4] == [422] * 4
    assert set(answers[4:]) == {429}


def _guess_inside(browser: httpx.Client) -> int:
    token = browser.get("/account/").text.split('name="csrfmiddlewaretoken" value="')[1]
    fields = {"csrfmiddlewaretoken": token.split('"')[0], "old": "plum", "new": "new-blossom-42"}
    told = {"Referer": f"{browser.base_url}/account/"}
    return browser.post("/account/password/", data=fields, headers=told).status_code
