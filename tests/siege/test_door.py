"""Who comes in by the door of a served product: spoofed addresses, many clicks, many at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.siege.counts import count
from tests.siege.product import CSRF, Product, post

Tell = Callable[[str], None]
GUESSES = 6


def _guess(product: Product, forwarded: str, password: str = "plum") -> int:  # noqa: S107
    with product.client() as browser:
        browser.headers["X-Forwarded-For"] = forwarded
        return post(browser, "/sign-in/", username="mei", password=password).status_code


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_spoofed_addresses_buy_a_guesser_nothing(fresh: Product, tell: Tell) -> None:
    fresh.start()

    answers = [_guess(fresh, f"198.51.100.{number}") for number in range(GUESSES)]

    assert answers[-1] == 429
    tell(f"{GUESSES} guesses under as many written addresses, the last ones paused")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_behind_a_proxy_a_guesser_locks_out_themselves(fresh: Product, tell: Tell) -> None:
    fresh.environment |= {"GUISU_PROXIES": "1"}
    fresh.start()

    answers = [_guess(fresh, f"192.0.2.{number}, 198.51.100.7") for number in range(GUESSES)]
    owner = _guess(fresh, "203.0.113.9", fresh.password)

    assert answers[-1] == 429
    assert owner == 200
    tell("the guesser behind the proxy is paused, the owner elsewhere signs in")


def _clicks(product: Product, path: str, **fields: str) -> Counter[int]:
    """The same form of one session, sent many times at once."""
    times = count("clicks", short=8, long=64)
    with product.signed_in() as mei:
        page = mei.get(path).text
        token = CSRF.search(page)
        assert token
        data = {"csrfmiddlewaretoken": token[1], **fields}
        with ThreadPoolExecutor(times) as many:
            sent = [
                many.submit(mei.post, path, data=data, follow_redirects=False) for _ in range(times)
            ]
        return Counter(each.result().status_code for each in sent)


def test_a_store_opened_by_many_clicks_is_one(product: Product, tell: Tell) -> None:
    answers = _clicks(product, "/stores/new/", name="West", code="west", is_open="on")

    assert answers == {302: 1, 422: answers.total() - 1}
    tell(f"{answers.total()} clicks, one store, no error")


def test_a_key_made_by_many_clicks_is_one(product: Product, tell: Tell) -> None:
    answers = _clicks(product, "/keys/", name="Clicked", scopes="events:write", once="siege")

    with product.signed_in() as mei:
        page = mei.get("/keys/").text
    assert set(answers) == {200}
    assert page.count("Clicked ") == 1
    tell(f"{answers.total()} clicks, one key")
