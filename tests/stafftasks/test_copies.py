"""What colleagues are told about tasks are copies of the core: each with what became of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.services import causes
from guisu.act.stafftasks import notices, services
from guisu.act.stafftasks.models import StaffTask
from guisu.ground.channels.wecom.account import account_of
from tests import make
from tests.stafftasks.acts import colleague, shown, task, tell
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read(blossom: Shop) -> None:
    make.installation()
    blossom.read()


def told() -> list[tuple[str, str, str, str]]:
    found = Delivery.objects.order_by("pk")
    return list(found.values_list("occurrence", "state", "step", "code"))


def later(**wait: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**wait), tick=False)


def test_what_a_colleague_is_told_is_owed_and_then_handed_over(blossom: Shop) -> None:
    mine = colleague(blossom)
    opened = task(mine)
    owed = told()

    tell()

    assert owed == [("told", "waiting", "", "")]
    assert told() == [("told", "done", "handed_over", "")]
    one = Delivery.objects.get()
    assert (one.receiver, one.colleague, one.counted_at) == ("colleague", mine, None)
    assert str(one.cause) == f"stafftasks task:{opened.pk}"


def test_what_is_over_before_it_was_said_is_left_out_as_over(blossom: Shop) -> None:
    task(colleague(blossom))

    services.withdraw("k1", at=timezone.now())

    assert told() == [("told", "dropped", "", "over")]


def test_what_a_person_discards_while_it_waits_is_left_out(blossom: Shop) -> None:
    task(colleague(blossom))
    discard = notices.WAITING.discard

    assert discard is not None
    discard(notices.WAITING.due(blossom.connection), make.mei(), timezone.now())

    assert told() == [("told", "dropped", "", "over")]


def test_whom_wecom_does_not_show_it_to_is_refused_with_its_code(blossom: Shop) -> None:
    mine = colleague(blossom)
    blossom.ground.act("resign", user_id="staff01")
    task(mine)

    tell()

    one = Delivery.objects.get()
    assert (one.state, one.code, one.provider_code) == ("failed", "provider", "81013")


def test_a_sender_that_died_hours_ago_leaves_a_copy_in_doubt(
    blossom: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    task(colleague(blossom))
    monkeypatch.setattr(type(account_of(blossom.connection)), "tell", die)
    with pytest.raises(KeyboardInterrupt):
        tell()
    monkeypatch.undo()

    with later(hours=4):
        tell()
        while services.remind():
            pass

    assert told()[0] == ("told", "unknown", "", "no_answer")
    assert shown(blossom) == []


def test_stopped_nothing_more_is_said_of_the_task_which_stays_open(blossom: Shop) -> None:
    opened = task(colleague(blossom))

    causes.stop(Cause.objects.get(), by=make.mei(), at=timezone.now())
    tell()
    with later(days=2):
        while services.remind():
            pass
        tell()

    assert shown(blossom) == []
    assert told() == [("told", "dropped", "", "over")]
    assert StaffTask.objects.get(pk=opened.pk).state == "open"


def test_of_a_stopped_task_not_even_its_withdrawal_is_said(blossom: Shop) -> None:
    task(colleague(blossom))
    tell()
    causes.stop(Cause.objects.get(), by=make.mei(), at=timezone.now())

    services.withdraw("k1", at=timezone.now())
    with later(hours=20):
        tell()

    assert len(shown(blossom)) == 1
    assert told()[1] == ("withdrawn", "dropped", "", "stopped")
