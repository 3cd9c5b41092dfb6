"""The same form sent eight times at one moment: one is saved, and the others are told."""

import threading
from collections import Counter
from collections.abc import Mapping

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from guisu.ground.database import clashes
from guisu.ground.staff.models import AccessKey, SavedView, Staff, Store
from guisu.know.customers.models import Tag
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 8

STORE = {"name": "West", "code": "west", "is_open": "on"}
COLLEAGUE = {"name": "Ann", "username": "ann", "password": make.PASSWORD, "post": "operator"}
TAG = {"name": "VIP", "kind": "basic"}
VIEW = {"name": "Mine", "query": "status=paid"}
KEY = {"name": "Shop", "scopes": "events:write", "once": "form-1"}


def sent_at_once(client: Client, address: str, data: Mapping[str, str]) -> Counter[int]:
    """The statuses of as many posts of the same, started together, in one session."""
    start, statuses = threading.Barrier(TIMES), []

    def post() -> None:
        own = Client(headers={"accept-language": "en"}, raise_request_exception=False)
        own.cookies = client.cookies
        start.wait()
        statuses.append(own.post(address, data).status_code)
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


@pytest.mark.parametrize(
    ("name", "data", "model", "called"),
    [
        ("console:new-store", STORE, Store, {"code": "west"}),
        ("console:hire", COLLEAGUE, Staff, {"username": "ann"}),
        ("console:new-tag", TAG, Tag, {"name": "VIP"}),
    ],
)
def test_one_is_made_and_the_others_are_422(
    name: str, data: Mapping[str, str], model: type[Store], called: dict[str, str]
) -> None:
    client = browser(make.mei())

    answers = sent_at_once(client, reverse(name), data)

    assert answers == {302: 1, 422: TIMES - 1}
    assert model.objects.filter(**called).count() == 1


def test_a_view_kept_at_once_is_one() -> None:
    client = browser(make.mei())

    answers = sent_at_once(client, reverse("console:view", args=["orders"]), VIEW)

    assert max(answers) < 500
    assert SavedView.objects.count() == 1


def test_a_key_made_by_many_clicks_is_one_and_every_answer_shows_it() -> None:
    client = browser(make.mei())

    answers = sent_at_once(client, reverse("console:keys"), KEY)
    again = client.post(reverse("console:keys"), KEY)

    assert answers == {200: TIMES}
    key = AccessKey.objects.get()
    assert again.context["key"].pk == key.pk
    assert again.context["token"].startswith(key.hint)


def test_only_uniqueness_is_told_so() -> None:
    with pytest.raises(IntegrityError), clashes.refused():
        raise IntegrityError("NOT NULL constraint failed")
