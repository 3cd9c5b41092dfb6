"""Lost answers, dead processes, busy answers, two workers: nobody gets anything twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from guisu.act.messaging.domain.quotas import Period
from guisu.act.messaging.models import Broadcast, Errand, Task
from guisu.act.messaging.services import carrying, drafts, following, preparing
from guisu.ground.channels.wecom import account, sending
from guisu.ground.channels.wecom.asking import MassCarrier
from tests import make
from tests.messaging.acts import ADD, Sends, errands, states

pytestmark = pytest.mark.django_db
LIST = "externalcontact/get_groupmsg_list_v2"
RESULTS = "externalcontact/get_groupmsg_send_result"
TASKS = "externalcontact/get_groupmsg_task"


def prepared(sends: Sends, *userids: str) -> Broadcast:
    for userid in userids:
        sends.contacts(userid, 2)
    sends.shop.read()
    return sends.off(sends.all_of(*userids))


def test_an_answer_that_was_lost_is_found_and_not_asked_for_again(sends: Sends) -> None:
    broadcast = prepared(sends, "staff01", "staff02")
    sends.shop.ground.faults(calls=[{"path": ADD, "answers_lost": 1.0}])
    sends.carry()
    lost = errands(broadcast)
    sends.shop.ground.faults()

    sends.forward(60)
    sends.carry()
    sends.confirm(broadcast)

    assert lost == [("make", "unknown")] * 2
    assert errands(broadcast) == [("make", "done")] * 2
    assert sends.asked_for() == 2
    assert len(set(sends.arrived())) == len(sends.arrived()) == 4


def test_a_process_that_died_in_the_call_leaves_what_is_looked_up_first(
    sends: Sends, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between WeCom's answer and our note of it."""
    broadcast = prepared(sends, "staff01")

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(carrying, "made", die)
    with pytest.raises(KeyboardInterrupt):
        carrying.step()
    monkeypatch.undo()
    at_once = carrying.step()
    sends.forward(130)
    sends.carry()

    assert not at_once
    assert errands(broadcast) == [("make", "done")]
    assert sends.asked_for() == 1


def test_a_process_that_died_before_the_call_has_it_asked_for_once_that_is_sure(
    sends: Sends, monkeypatch: pytest.MonkeyPatch
) -> None:
    broadcast = prepared(sends, "staff01")

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sending, "add", die)
    with pytest.raises(KeyboardInterrupt):
        carrying.step()
    monkeypatch.undo()
    sends.forward(130)
    sends.carry()
    too_soon = (errands(broadcast), sends.asked_for())
    sends.forward(60)
    sends.carry()

    assert too_soon == ([("make", "unknown")], 0)
    assert errands(broadcast) == [("make", "done")]
    assert sends.asked_for() == 1


def test_while_the_list_cannot_be_read_nothing_is_asked_for_again(sends: Sends) -> None:
    broadcast = prepared(sends, "staff01")
    sends.shop.ground.faults(
        calls=[{"path": ADD, "answers_lost": 1.0}, {"path": LIST, "code": 48002, "share": 1.0}]
    )
    for _ in range(4):
        sends.carry()
        sends.forward(700)

    assert errands(broadcast) == [("make", "unknown")]
    assert sends.asked_for() == 1


def test_the_same_words_to_others_are_not_taken_for_ours(sends: Sends) -> None:
    """A second message with the same words, whose call never arrived, is asked for after all."""
    prepared(sends, "staff01")
    sends.carry()
    [other] = sends.contacts("staff03")
    sends.shop.read()
    broadcast = sends.off(sends.to(other))
    Errand.objects.filter(state="waiting").update(state="unknown", called_at=timezone.now())

    sends.forward(400)
    sends.carry()

    assert errands(broadcast) == [("make", "done")]
    assert sends.asked_for() == 2
    assert Task.objects.values("reference").distinct().count() == 2


@pytest.mark.parametrize("code", [45009, 48002])
def test_a_wecom_that_is_shut_or_misconfigured_is_asked_later(sends: Sends, code: int) -> None:
    broadcast = prepared(sends, "staff01")
    sends.shop.ground.faults(calls=[{"path": ADD, "code": code, "next_calls": 4}])
    sends.carry()
    before = errands(broadcast)
    sends.shop.ground.faults()
    account.close()  # our own pause runs by the machine's clock

    sends.forward(700)
    sends.carry()

    assert before == [("make", "waiting")]
    assert errands(broadcast) == [("make", "done")]
    assert sends.asked_for() == 1


@pytest.mark.parametrize("path", [TASKS, RESULTS])
def test_failed_questions_with_empty_lists_change_nothing(sends: Sends, path: str) -> None:
    broadcast = prepared(sends, "staff01")
    sends.carry()
    sends.confirm(broadcast)
    sends.shop.ground.faults(calls=[{"path": path, "code": 40058, "share": 1.0}])
    sends.follow()
    failed = set(states(broadcast).values())
    sends.shop.ground.faults()

    sends.follow(700)

    assert failed == {"waiting"}
    assert set(states(broadcast).values()) == {"sent"}


def test_results_of_many_pages_are_read_whole(sends: Sends, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "RESULTS_A_PAGE", 2)
    sends.contacts("staff01", 5)
    sends.shop.read()
    broadcast = sends.sent(sends.all_of("staff01"))
    sends.confirm(broadcast)

    sends.follow()

    assert list(states(broadcast).values()) == ["sent"] * 5


def test_what_is_cancelled_while_it_is_unknown_is_not_asked_for_again(sends: Sends) -> None:
    broadcast = prepared(sends, "staff01")
    Errand.objects.update(state="unknown", called_at=timezone.now())

    drafts.cancel(broadcast, by=make.mei(), at=timezone.now())
    for _ in range(4):
        sends.carry()
        sends.forward(200)

    assert errands(broadcast) == [("make", "dropped"), ("cancel", "done")]
    assert sends.asked_for() == 0
    assert sends.fresh(broadcast).ended_at is not None


def at_once(*works: Callable[[], object]) -> None:
    start = threading.Barrier(len(works))
    failures: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - shown by the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_prepare_ask_and_follow_as_one_would(sends: Sends) -> None:
    for userid in ("staff01", "staff02", "staff03"):
        sends.contacts(userid, 3)
    sends.shop.read()
    audience = sends.all_of("staff01", "staff02", "staff03")
    broadcasts = [sends.draft(audience) for _ in range(3)]
    for one in broadcasts:
        drafts.send_off(one, due_at=timezone.now(), by=make.mei(), at=timezone.now())

    def until_done(step: Callable[[], bool]) -> Callable[[], None]:
        def run() -> None:
            while step():
                pass

        return run

    at_once(*[until_done(preparing.step)] * 3)
    at_once(*[until_done(carrying.step)] * 3)
    for one in broadcasts:
        sends.confirm(one)
    sends.forward(60)
    at_once(*[until_done(following.step)] * 3)

    assert sends.asked_for() == 9
    arrived = sends.arrived()
    assert len(arrived) == 27
    assert all(arrived.count(pair) == 3 for pair in set(arrived))
    assert {state for one in broadcasts for state in states(one).values()} == {"sent"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_prepared_at_once_share_one_quota(sends: Sends) -> None:
    people = sends.contacts("staff01", 3)
    sends.shop.read()
    drafts.set_rules(
        sends.shop.connection,
        period=Period.DAY,
        most=1,
        task_after_hours=0,
        by=make.mei(),
        at=timezone.now(),
    )
    broadcasts = [sends.draft(sends.to(*people)) for _ in range(4)]
    for one in broadcasts:
        drafts.send_off(one, due_at=timezone.now(), by=make.mei(), at=timezone.now())

    at_once(*[preparing.step] * 4)
    while preparing.step():
        pass

    going = [state for one in broadcasts for state in states(one).values() if state == "waiting"]
    assert len(going) == 3


def test_who_was_taken_for_dead_while_files_went_up_asks_for_nothing(
    sends: Sends, monkeypatch: pytest.MonkeyPatch
) -> None:
    broadcast = prepared(sends, "staff01")
    uploaded = MassCarrier.prepare

    def for_minutes(*asked: Any) -> None:
        monkeypatch.setattr(MassCarrier, "prepare", uploaded)
        sends.forward(130)
        while carrying.step():
            pass
        sends.forward(240)
        while carrying.step():
            pass
        uploaded(*asked)

    monkeypatch.setattr(MassCarrier, "prepare", for_minutes)
    sends.carry()
    waiting = sorted(states(broadcast).values())
    sends.confirm(broadcast)

    assert waiting == ["waiting"] * 2
    assert errands(broadcast) == [("make", "done")]
    assert sends.asked_for() == 1
    assert len(set(sends.arrived())) == len(sends.arrived()) == 2
