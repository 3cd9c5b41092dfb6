"""Telling colleagues by app message: once each, again where that is safe, never on a doubt."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from guisu.act.stafftasks import links, services
from guisu.act.stafftasks.domain import Kind, Subject
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.wecom.account import account_of
from guisu.ground.staff.domain import Post
from tests import make
from tests.stafftasks.acts import account, colleague, shown, task, tell
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db
SEND = "message/send"


@pytest.fixture(autouse=True)
def _read(blossom: Shop) -> None:
    make.installation()
    blossom.read()


def climbed(moment: Any) -> None:
    """What is said at `moment`."""
    with time_machine.travel(moment, tick=False):
        while services.remind():
            pass
        tell()


def test_a_task_is_told_once_however_often_it_is_opened(blossom: Shop) -> None:
    mine = colleague(blossom)

    made = [task(mine, note="三楼仓库") for _ in range(3)]

    assert len({one.pk for one in made}) == 1
    assert tell() == ["done"]
    assert [receiver for receiver, _ in shown(blossom)] == ["staff01"]
    assert "三楼仓库" in shown(blossom)[0][1]


def test_a_message_leads_to_its_task_and_opens_no_other(blossom: Shop, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "https://guisu.example.com"
    links.lead(lambda pk, token: f"/tasks/of/{token or pk}/")
    first = task(colleague(blossom))
    tell()

    card = shown(blossom)[0][1]

    assert f"https://guisu.example.com/tasks/of/{links.token(first.pk)}/" in card
    assert links.task_of(links.token(first.pk)) == first.pk
    _, signature = links.token(first.pk).split(":")
    assert links.task_of(f"{first.pk + 1}:{signature}") is None


@pytest.mark.parametrize("fault", [{"code": -1, "next_calls": 5}, {"answers_lost": 1.0}])
def test_a_message_of_which_nothing_is_known_is_sent_again_and_shown_once(
    blossom: Shop, fault: dict[str, Any]
) -> None:
    blossom.ground.faults(calls=[{"path": SEND, **fault}])
    task(colleague(blossom))
    tell()
    blossom.ground.faults()

    climbed(timezone.now() + timedelta(minutes=30))

    assert tell() == ["done"]
    assert len(shown(blossom)) == 1


def test_when_wecom_wants_fewer_calls_its_window_is_waited_out(blossom: Shop) -> None:
    blossom.ground.faults(calls=[{"path": SEND, "code": 45009, "next_calls": 1}])
    task(colleague(blossom))

    assert tell() == ["waiting"]
    assert shown(blossom) == []


def test_a_sender_that_died_is_followed_within_hours_and_not_after(
    blossom: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    for key in ("a", "b"):
        task(colleague(blossom), key=key, note=key)
    monkeypatch.setattr(type(account_of(blossom.connection)), "tell", die)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            tell()
    monkeypatch.undo()
    later = StaffTask.objects.get(key="b").notices.get()
    later.first_tried_at = timezone.now() - timedelta(hours=4)
    later.save()

    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        assert tell() == ["done", "unknown"]
    assert len(shown(blossom)) == 1


def test_who_cannot_be_told_is_said_to_be_so(blossom: Shop) -> None:
    mine = colleague(blossom)
    blossom.ground.act("resign", user_id="staff01")
    task(mine)

    assert tell() == ["failed"]
    assert mine.tasks.get().notices.get().code == "81013"


def test_an_overdue_task_climbs_from_the_colleague_to_the_manager_to_the_owner(
    blossom: Shop,
) -> None:
    north = make.store("North")
    colleague(blossom, "staff02", staff=make.jun())
    colleague(blossom, "staff03", staff=make.mei())
    colleague(blossom, "staff04", staff=account("another", Post.STORE_MANAGER))
    mine = colleague(blossom, store=north)
    with time_machine.travel(make.NOON, tick=False):
        task(mine, due=timedelta(hours=1))
        tell()

    for hours in (0.5, 1, 1.5, 5, 6, 25, 100):
        climbed(make.NOON + timedelta(hours=hours))

    assert [receiver for receiver, _ in shown(blossom)] == [
        "staff01",
        "staff01",
        "staff02",
        "staff03",
    ]


def test_after_a_long_pause_only_the_last_word_is_said(blossom: Shop) -> None:
    colleague(blossom, "staff03", staff=make.mei())
    with time_machine.travel(make.NOON, tick=False):
        task(colleague(blossom), due=timedelta(hours=1))
        tell()

    climbed(make.NOON + timedelta(days=9))

    assert [receiver for receiver, _ in shown(blossom)] == ["staff01", "staff03"]


def test_a_withdrawn_task_is_said_to_be_so_if_it_was_told(blossom: Shop) -> None:
    mine = colleague(blossom)
    task(mine, key="told")
    tell()
    task(mine, key="not told")

    for key in ("told", "not told", "never was"):
        services.withdraw(key, at=timezone.now())
    tell()

    assert ["无需再办" in text for _, text in shown(blossom)] == [False, True]
    assert set(mine.tasks.values_list("state", flat=True)) == {"withdrawn"}
    assert services.withdraw("told", at=timezone.now()) is False


def test_words_are_in_the_readers_language_and_fit_a_card(blossom: Shop) -> None:
    mei = make.mei()
    mei.language = "zh-hans"
    mei.save()
    mine = colleague(blossom, staff=mei)

    task(mine, Kind.OPEN_GROUP, Subject(colleague=mine.pk, name="群" * 200), note="长" * 900)

    assert tell() == ["done"]
    text = shown(blossom)[0][1]
    assert "建群" in text
