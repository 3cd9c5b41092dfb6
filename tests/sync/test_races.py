"""Callbacks over real HTTP, many at once, amid a reading of the whole: nobody lost or twice."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from guisu.act.acquisition import services as greetings
from guisu.act.acquisition.models import Greeting
from guisu.doors.callbacks import services
from guisu.doors.callbacks.models import Callback
from guisu.ground.events.models import Event
from guisu.know.customers.models import Customer
from guisu.take_in.sync.models import Reading, Tie
from guisu.take_in.sync.services import reading, rosters
from practice.world.seeding import Seed
from tests import make
from tests.callbacks.acts import WeCom, added, wecom
from tests.practice.running import Running
from tests.sync.acts import Shop, shop

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seed() -> Seed:
    return Seed(customers=60, groups=2, members_each=8)


@pytest.fixture
def told(ground: Running, live_server: Any) -> Iterator[Shop]:
    """A shop whose address WeCom posts to, over the wire."""
    made = shop(ground)
    greetings.set_welcome(made.connection, text="你好", by=None, at=make.NOON)
    # The first request of a server is slow; WeCom gives the proof of an address one second.
    httpx.get(f"{live_server.url}/healthz", timeout=30, trust_env=False)
    ground.listen(
        f"{live_server.url}/callbacks/wecom/{made.connection.path}", at_once=4, retry_seconds=0.05
    )
    yield made
    ground.settle()


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    barrier = threading.Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def worked_off() -> None:
    while services.work_off() or rosters.look_at_due() or greetings.greet() or reading.step():
        pass


def test_the_same_events_posted_by_many_at_once_are_kept_once_each() -> None:
    door = wecom()

    def post(number: int) -> Callable[[], int]:
        own = WeCom(door.connection, Client())
        return lambda: int(own.post(added(number % 4)).status_code)

    answers = at_once([post(number) for number in range(12)])

    assert answers == [200] * 12
    assert Callback.objects.count() == 4


def test_several_workers_do_each_callback_and_each_greeting_once(told: Shop) -> None:
    told.read()
    way = told.ground.contact_way("staff01", state="poster")
    people = [told.stranger(f"客{number}") for number in range(12)]
    told.ground.acts(*[("scan", {"config_id": way, "external_id": one}) for one in people])
    told.ground.settle()

    at_once([worked_off] * 4)

    told.assert_same()
    assert Customer.objects.filter(name__startswith="客").count() == 12
    assert Event.objects.filter(kind="contact.added", properties__state="poster").count() == 12
    assert set(Greeting.objects.values_list("state", flat=True)) == {"done"}
    assert len(told.ground.look("delivered", channel="welcome")) == 12


def test_a_reading_amid_events_that_are_lost_and_moved_ends_in_the_truth(told: Shop) -> None:
    told.ground.faults(
        page_size=10, posts={"loss": 0.05, "repeat": 0.2, "reorder": 0.2, "reorder_seconds": 5}
    )
    way = told.ground.contact_way("staff01", "staff02", state="poster")
    reading.ask_for(told.connection, at=timezone.now())

    def live() -> None:
        for number in range(15):
            person = told.stranger(f"客{number}")
            met = told.ground.act("scan", config_id=way, external_id=person)
            if number % 3 == 0:
                told.ground.act("delete_staff", external_id=person, user_id=met["user_id"])
            told.ground.forward(2)

    at_once([live, worked_off, worked_off])
    told.ground.forward(60)
    told.ground.faults()
    told.ground.settle()
    worked_off()
    reading.ask_for(told.connection, at=timezone.now())
    worked_off()

    told.assert_same()
    assert Reading.objects.filter(state="done").count() == 2
    assert Tie.objects.filter(state="poster", ended_at=None).count() == 10
