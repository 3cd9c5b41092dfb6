"""The first owner: who may become it, that there is one only, and that strangers come too late."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from guisu.config.environment import Environment
from guisu.doors.console.setup import code
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff import selectors, services
from guisu.ground.staff.domain import AlreadySetUp, NoOwnerYet, Post
from guisu.ground.staff.models import Installation, Staff, Store
from tests import make
from tests.config.serving import guisu
from tests.console.browsing import browser
from tests.console.test_signing_in import ORGANISATION

OWNER = {"name": "Mei", "username": "mei", "password": make.PASSWORD}


def walk(client: Any, **organisation: str) -> Any:
    """All three steps of the wizard; the last answer."""
    client.post(reverse("console:set-up"), ORGANISATION | organisation)
    client.post(reverse("console:set-up", args=[2]), {"name": "North", "code": "north"})
    return client.post(reverse("console:set-up", args=[3]), OWNER)


@pytest.mark.django_db
def test_an_owner_of_the_shell_closes_the_wizard_and_is_sent_to_sign_in() -> None:
    profile = {"username": "mei", "name": "Mei"}
    services.hire(
        profile=profile, post=Post.OWNER, stores=[], password=make.PASSWORD, by=None, at=make.NOON
    )

    stranger = walk(browser(), name="Stranger")
    owner = browser()
    owner.post(reverse("console:sign-in"), {"username": "mei", "password": make.PASSWORD})

    assert stranger.headers["Location"] == reverse("console:sign-in")
    assert Installation.objects.get().name == "Guisu"
    assert owner.get(reverse("console:home")).status_code == 200
    assert owner.post(reverse("console:settings"), ORGANISATION).status_code == 302
    assert Staff.objects.count() == 1


@pytest.mark.django_db
def test_a_wizard_that_was_open_when_an_owner_came_makes_no_second_one() -> None:
    client = browser()
    client.post(reverse("console:set-up"), ORGANISATION)
    client.post(reverse("console:set-up", args=[2]), {"name": "North", "code": "north"})
    make.mei()

    answer = client.post(reverse("console:set-up", args=[3]), OWNER | {"username": "eve"})

    assert answer.headers["Location"] == reverse("console:sign-in")
    assert [person.username for person in Staff.objects.all()] == ["mei"]


@pytest.mark.django_db
def test_nobody_else_has_an_account_before_the_owner() -> None:
    profile = {"username": "bo", "name": "Bo"}

    with pytest.raises(NoOwnerYet):
        services.hire(
            profile=profile, post=Post.ADVISER, stores=[], password=make.PASSWORD, by=None,
            at=make.NOON,
        )  # fmt: skip

    assert not selectors.is_set_up()


@pytest.mark.django_db(transaction=True)
def test_of_many_set_ups_at_once_one_makes_the_owner() -> None:
    refused: list[Refusal] = []
    start = threading.Barrier(6)

    def set_up(number: int) -> None:
        start.wait()
        try:
            services.set_up(
                organisation=ORGANISATION,
                owner={**OWNER, "username": f"owner{number}"},
                store={"name": f"Store {number}", "code": f"s{number}"},
                at=make.NOON,
            )
        except AlreadySetUp as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=set_up, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Staff.objects.count(), Store.objects.count(), len(refused)) == (1, 1, 5)


@pytest.mark.parametrize(
    ("changed", "reachable"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "0.0.0.0"}, True),  # noqa: S104 - nothing listens here
        ({"host": "192.168.1.7"}, True),
        ({"proxies": "1"}, True),
        ({"allowed_hosts": "localhost,guisu.example.com"}, True),
        ({"allowed_hosts": "*"}, True),
    ],
)
def test_who_can_be_reached_asks_for_the_code(changed: dict[str, str], *, reachable: bool) -> None:
    assert Environment(**changed).is_reachable == reachable


@pytest.mark.django_db
def test_where_strangers_could_come_only_the_printed_code_leads_on(settings: Any) -> None:
    settings.ASKS_SETUP_CODE = True

    without = browser().post(reverse("console:set-up"), ORGANISATION)
    wrong = browser().post(reverse("console:set-up"), ORGANISATION | {"code": "AAAA-BBBB"})
    right = walk(browser(), code=code.code().lower().replace("-", " "))

    assert (without.status_code, wrong.status_code) == (422, 422)
    assert right.headers["Location"] == reverse("console:home")
    assert Staff.objects.get().username == "mei"


@pytest.mark.django_db
def test_a_wizard_begun_before_a_code_was_asked_begins_anew(settings: Any) -> None:
    client = browser()
    client.post(reverse("console:set-up"), ORGANISATION)
    client.post(reverse("console:set-up", args=[2]), {"name": "North", "code": "north"})
    settings.ASKS_SETUP_CODE = True

    answer = client.post(reverse("console:set-up", args=[3]), OWNER)

    assert answer.headers["Location"] == reverse("console:set-up")
    assert not Staff.objects.exists()


def test_the_shell_makes_the_owner_first_and_colleagues_after(tmp_path: Path) -> None:
    typed = f"{make.PASSWORD}\n{make.PASSWORD}\n"

    early = guisu("user", "create", "bo", "--post", "adviser", data=tmp_path, said=typed)
    owner = guisu("user", "create", "mei", data=tmp_path, said=typed)

    assert early.returncode == 2
    assert "owner" in early.stderr
    assert owner.returncode == 0
