"""Real processes at a real mail server: killed inside the call, beside a dead one, and stopped."""

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from guisu.act.outreach.domain.codes import Purpose
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.services import causes, planning
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.planning import Occasion
from guisu.ground.channels import services as channels
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Content, Message
from guisu.ground.channels.reach import Provider
from guisu.know.customers.models import Customer
from tests import child, make, patience
from tests.email.postoffice import HERE, SILENCE, USER, Postoffice, opened

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.django_db(transaction=True),
]
KILLS = int(os.environ.get("GUISU_TEST_KILLS", "3"))
SAID = {"": Message(Content(text="订单已发货", title="订单"))}


@pytest.fixture
def office() -> Iterator[Postoffice]:
    make.installation()
    with opened() as served:
        yield served


def mailbox(port: int, name: str = "service") -> Connection:
    told: dict[str, Any] = {"host": HERE, "port": port, "security": "none", "a_minute": 100_000}
    return channels.connect(
        provider=Provider.SMTP,
        settings={"name": name, **told, "sender": f"{name}-{USER}"},
        by=make.mei(),
        at=timezone.now(),
    )


def owed(by: Connection, count: int, *, to: str = "p") -> Cause:
    now = timezone.now()
    reason = Reason("tests", f"thing:{to}", by, "email", Purpose.SERVICE, keeps_quiet=False)
    cause = causes.cause(reason, says=SAID, at=now)
    people: list[Customer] = [
        make.customer(identities={"email": f"{to}{n}@example.cn"}) for n in range(count)
    ]
    planning.plan([one.pk for one in people], Occasion(cause, due_at=now), at=now)
    return cause


def until(is_so: Callable[[], bool]) -> None:
    patience.until(is_so, told=lambda: Counter(Delivery.objects.values_list("state", "code")))


def left(cause: Cause) -> int:
    return cause.deliveries.filter(state="waiting").count()


def took_too_long() -> None:
    """The time of whoever held a copy is over: two minutes later nobody takes them for alive."""
    held = Delivery.objects.filter(held_until__isnull=False)
    held.update(held_until=timezone.now() - timedelta(seconds=1))


def test_killed_inside_the_call_leaves_one_unknown_copy_that_goes_to_nobody_again(
    office: Postoffice,
) -> None:
    lane = str(mailbox(office.port).pk)
    cause = owed(Connection.objects.get(), 2 * KILLS)

    for turn in range(KILLS):
        office.faults["END"] = SILENCE
        heard = len(office.heard)
        with child.running("tests.outreach.carriers:carry", lane) as process:
            until(lambda heard=heard: len(office.heard) > heard)  # type: ignore[misc]
            child.kill(process)
        assert Delivery.objects.filter(held_until__isnull=False).count() == 1, turn
        took_too_long()
    office.faults.clear()
    with ExitStack() as others:
        for _ in range(2):
            others.enter_context(child.running("tests.outreach.carriers:carry", lane))
        until(lambda: not left(cause))

    outcomes = Counter(cause.deliveries.values_list("state", "code"))
    assert outcomes == {("unknown", "nobody_knows"): KILLS, ("done", ""): KILLS}
    assert set(Counter(office.heard).values()) == {1}
    assert len(office.heard) == 2 * KILLS


def test_a_provider_that_says_nothing_keeps_nobody_elses_copies_waiting(
    office: Postoffice,
) -> None:
    with socket.create_server((HERE, 0), backlog=64) as silent:
        # It takes the connection, as a machine does that has run out of everything, and no more.
        dead = owed(mailbox(silent.getsockname()[1], "dead"), 30, to="d")
        alive = owed(mailbox(office.port, "alive"), 30, to="a")

        with child.running("tests.outreach.carriers:run_all"):
            until(lambda: not left(alive))
            waiting = left(dead)

    assert set(alive.deliveries.values_list("state", flat=True)) == {"done"}
    assert waiting == 30
    assert not dead.deliveries.filter(state__in=["done", "unknown"]).exists()


def test_after_a_stop_each_process_ends_the_copy_in_its_hands_and_no_other(
    office: Postoffice,
) -> None:
    lane = str(mailbox(office.port).pk)
    cause = owed(Connection.objects.get(), 400)
    processes = 3

    with ExitStack() as others:
        for _ in range(processes):
            others.enter_context(child.running("tests.outreach.carriers:carry", lane))
        until(lambda: len(office.heard) >= 20)
        causes.stop(cause, by=make.mei(), at=timezone.now())
        stopped_at = len(office.heard)
        until(lambda: not Delivery.objects.filter(held_until__isnull=False).exists())
    while causes.sweep():
        pass

    outcomes = Counter(cause.deliveries.values_list("state", "code"))
    assert set(outcomes) == {("done", ""), ("dropped", "stopped")}
    assert stopped_at <= len(office.heard) <= stopped_at + processes
    assert outcomes["done", ""] == len(office.heard)
    assert len(set(office.heard)) == len(office.heard)
