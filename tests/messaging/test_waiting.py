"""What did not go out at its moment waits for a person, who sends it after all or never."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.act.messaging.domain.outcomes import LATEST
from guisu.act.messaging.models import Broadcast, Errand
from guisu.act.messaging.services import drafts
from guisu.ground.channels import leaving, services, waiting
from guisu.ground.channels.models import Connection
from guisu.ground.jobs import loops
from guisu.take_in.sync.models import Reading
from guisu.take_in.sync.services import reading
from tests import make
from tests.messaging.acts import Sends

pytestmark = pytest.mark.django_db


def scheduled(sends: Sends) -> Broadcast:
    """To one person, in an hour."""
    [receiver] = sends.contacts("staff01")
    sends.shop.read()
    draft = sends.draft(sends.to(receiver), text="今晚八点,只限今天")
    now = timezone.now()
    drafts.send_off(draft, due_at=now + timedelta(hours=1), by=make.mei(), at=now)
    return draft


def heaps(sends: Sends) -> dict[tuple[str, bool], int]:
    found = waiting.heaps(sends.shop.connection, at=timezone.now())
    return {(each.kind.name, each.is_late): each.count for each in found}


def act(sends: Sends, name: str, what: str) -> int:
    connection = sends.shop.connection
    [heap] = [
        each for each in waiting.heaps(connection, at=timezone.now()) if each.kind.name == what
    ]
    acting = waiting.release if name == "release" else waiting.discard
    return acting(what, connection, up_to=heap.up_to, by=make.mei(), at=timezone.now())


def test_just_in_time_it_goes_by_itself(sends: Sends) -> None:
    draft = scheduled(sends)

    sends.forward(LATEST.total_seconds() + 3_000)
    sends.work()

    assert sends.fresh(draft).state == Broadcast.State.UNDER_WAY
    assert sends.asked_for() == 1


@pytest.mark.parametrize(("name", "asked_for"), [("release", 1), ("discard", 0)])
def test_too_late_it_waits_until_somebody_decides(sends: Sends, name: str, asked_for: int) -> None:
    draft = scheduled(sends)
    sends.forward(2 * 86_400)
    sends.work()
    stood, waited = sends.fresh(draft).state, heaps(sends)

    done = act(sends, name, "messages")
    sends.work()

    assert (stood, waited) == (Broadcast.State.HELD, {("messages", True): 1})
    assert (done, sends.asked_for()) == (1, asked_for)
    assert waiting.late() == 0
    if name == "discard":
        assert sends.fresh(draft).state == Broadcast.State.DRAFT


@pytest.mark.parametrize(("name", "asked_for"), [("release", 1), ("discard", 0)])
def test_what_could_not_be_asked_for_in_time_waits_too(
    sends: Sends, name: str, asked_for: int
) -> None:
    [receiver] = sends.contacts("staff01")
    sends.shop.read()
    broadcast = sends.off(sends.to(receiver))
    sends.forward(2 * 86_400)
    sends.work()
    waited = heaps(sends)

    act(sends, name, "errands")
    sends.work()

    assert waited == {("errands", True): 1}
    assert sends.asked_for() == asked_for
    state = Broadcast.State.UNDER_WAY if asked_for else Broadcast.State.CANCELLED
    assert sends.fresh(broadcast).state == state
    assert not Errand.objects.filter(state=Errand.State.EXPIRED).exists()


def test_by_a_held_connection_nothing_is_sent_read_or_prepared(sends: Sends) -> None:
    scheduled(sends)
    services.hold_all(why=Connection.Held.RESTORED, by=None, at=timezone.now())
    sends.forward(3_601)
    asked_before = len(sends.shop.ground.inner.world.broadcasts)
    reading.ask_for(sends.shop.connection, at=timezone.now())

    loops.drain()
    waited = heaps(sends)
    services.let_go(sends.shop.connection, by=make.mei(), at=timezone.now())
    unread = Reading.objects.filter(ended_at=None).count()
    loops.drain()

    assert waited[("messages", False)] == 1
    assert unread == 1
    assert sends.asked_for() == asked_before + 1
    assert leaving.speaking().exists()
