"""Greeting strangers on a practice ground: in time, once, and never again on a doubt."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from guisu.act.acquisition import services
from guisu.act.acquisition.models import Greeting
from guisu.doors.callbacks import services as callbacks
from guisu.ground.channels.domain import CannotBeCarried
from guisu.ground.channels.wecom.account import account_of
from guisu.know.customers import services as customers
from guisu.take_in.sync.models import Tie
from tests import make
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db
SEND = "externalcontact/send_welcome_msg"


@pytest.fixture(autouse=True)
def _words(blossom: Shop) -> None:
    for state, text in (("", "你好"), ("poster-7", "海报来的你好")):
        services.set_welcome(blossom.connection, state=state, text=text, by=None, at=make.NOON)


def scanned(shop: Shop, state: str = "") -> list[str]:
    """Somebody scans a code; the events that tell of it."""
    way = shop.ground.contact_way("staff01", state=state)
    shop.ground.act("scan", config_id=way, external_id=shop.stranger())
    return shop.news()


def arrive(shop: Shop, messages: list[str]) -> None:
    for one in messages:
        callbacks.take(shop.connection, one.encode(), at=timezone.now())


def greet() -> list[str]:
    while services.greet():
        pass
    return list(Greeting.objects.order_by("pk").values_list("state", flat=True))


def heard(shop: Shop) -> list[Any]:
    return [one["content"] for one in shop.ground.look("delivered", channel="welcome")]


def test_who_scans_is_greeted_before_anything_else_is_done(blossom: Shop) -> None:
    arrive(blossom, scanned(blossom, "poster-7") + scanned(blossom, "else"))

    assert greet() == ["done", "done"]
    assert not Tie.objects.exists()
    told = str(heard(blossom))
    assert "海报来的你好" in told
    assert told.count("你好") == 2


def test_one_event_told_three_times_is_one_greeting(blossom: Shop) -> None:
    news = scanned(blossom)
    for _ in range(3):
        arrive(blossom, news)
        greet()

    assert greet() == ["done"]
    assert len(heard(blossom)) == 1


@pytest.mark.parametrize(("seconds", "state"), [(19.9, "done"), (20.1, "failed")])
def test_wecom_decides_by_its_own_clock_what_is_late(
    blossom: Shop, seconds: float, state: str
) -> None:
    news = scanned(blossom)
    blossom.ground.forward(seconds)
    arrive(blossom, news)

    assert greet() == [state]
    if state == "failed":
        assert "41050" in Greeting.objects.get().error


def test_a_used_code_is_refused_and_not_tried_again(blossom: Shop) -> None:
    arrive(blossom, scanned(blossom))
    greet()
    Greeting.objects.update(state="waiting", due_at=timezone.now())

    assert greet() == ["failed"]
    assert len(heard(blossom)) == 1


def test_what_waited_longer_than_its_code_lives_is_not_sent(blossom: Shop) -> None:
    arrive(blossom, scanned(blossom))

    with time_machine.travel(timezone.now() + timedelta(seconds=21), tick=False):
        assert greet() == ["expired"]
    assert heard(blossom) == []


@pytest.mark.parametrize("code", [-1, 41096])
def test_a_busy_wecom_is_asked_again_while_there_is_time(blossom: Shop, code: int) -> None:
    blossom.ground.faults(calls=[{"path": SEND, "code": code, "next_calls": 2}])
    arrive(blossom, scanned(blossom))

    assert greet() == ["done"]
    assert len(heard(blossom)) == 1


def test_an_answer_that_was_lost_is_not_asked_for_by_sending_again(blossom: Shop) -> None:
    blossom.ground.faults(calls=[{"path": SEND, "answers_lost": 1.0}])
    arrive(blossom, scanned(blossom))
    greet()
    blossom.ground.faults()

    assert greet() == ["unknown"]
    assert len(heard(blossom)) == 1


def test_a_sender_that_died_leaves_a_greeting_that_nobody_repeats(
    blossom: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    arrive(blossom, scanned(blossom))
    monkeypatch.setattr(type(account_of(blossom.connection)), "welcome", die)
    with pytest.raises(KeyboardInterrupt):
        services.greet()
    monkeypatch.undo()

    assert greet() == ["waiting"]
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        assert greet() == ["unknown"]
    assert heard(blossom) == []


def test_without_a_code_or_without_words_nobody_is_greeted(blossom: Shop) -> None:
    blossom.connection.welcomes.all().delete()
    blossom.ground.act("add", user_id="staff02", external_id=blossom.stranger(), add_way=3)
    arrive(blossom, blossom.news())

    assert set(greet()) <= {"failed"}
    assert heard(blossom) == []


@pytest.mark.parametrize("text", ["", " ", "长" * 1334])
def test_words_that_wecom_would_not_take_are_refused(blossom: Shop, text: str) -> None:
    with pytest.raises(CannotBeCarried):
        services.set_welcome(blossom.connection, text=text, by=make.mei(), at=make.NOON)


def test_greetings_go_with_the_person(blossom: Shop) -> None:
    blossom.read()
    blossom.tell(scanned(blossom))
    tie = Tie.objects.get()
    told = customers.export_person(tie.customer)["greetings"]

    customers.erase(tie.customer, by=make.mei(), at=timezone.now())

    assert len(told) == 1
    assert not Greeting.objects.exists()
    assert not blossom.connection.callbacks.exclude(body="").exists()
