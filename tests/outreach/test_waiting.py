"""A copy that nobody could send for a day waits for a person."""

from typing import Any

import pytest
from django.utils import timezone

from guisu.act.outreach.models import Delivery, Outcome
from guisu.ground.channels import waiting
from guisu.ground.channels.models import Connection
from guisu.ground.jobs import owed
from tests import make
from tests.outreach.acts import Speaks

State = Delivery.State
MAIL = {"email": "qing@example.cn"}


def late(speaks: Speaks) -> Delivery:
    """A copy that was due two days ago, as a loop finds it."""
    speaks.plan(speaks.cause(), make.customer("Qing", identities=MAIL))
    speaks.forward(days=2)
    speaks.carry()
    return Delivery.objects.get()


def test_two_days_late_nothing_is_sent_by_itself(speaks: Speaks) -> None:
    found = late(speaks)

    assert speaks.notebook.given == []
    assert (found.state, found.code) == (State.EXPIRED, owed.LATE)
    assert waiting.late() == 1


@pytest.mark.parametrize(
    ("act", "state", "sent"),
    [(waiting.release, State.DONE, 1), (waiting.discard, State.DROPPED, 0)],
)
def test_a_person_has_it_sent_after_all_or_never(
    speaks: Speaks, act: object, state: str, sent: int
) -> None:
    found = late(speaks)

    assert callable(act)
    told = {"up_to": found.pk, "by": make.mei(), "at": timezone.now()}
    count = act("deliveries", speaks.connection, **told)
    speaks.carry()

    found.refresh_from_db()
    assert (count, found.state, len(speaks.notebook.given)) == (1, state, sent)
    assert waiting.late() == 0
    assert list(Outcome.objects.order_by("pk").values_list("state", flat=True))[-1] == state


def test_what_came_since_a_person_looked_stays(speaks: Speaks) -> None:
    found = late(speaks)
    speaks.plan(speaks.cause("thing:2"), make.customer("Lan", identities={"email": "l@e.cn"}))

    waiting.discard(
        "deliveries", speaks.connection, up_to=found.pk, by=make.mei(), at=timezone.now()
    )
    speaks.carry()

    assert len(speaks.notebook.given) == 1


def test_all_that_is_late_is_counted_at_once_however_many_connections(
    speaks: Speaks, django_assert_num_queries: Any
) -> None:
    late(speaks)
    told = {"provider": speaks.connection.provider, "name": "Other"}
    for number in range(3):
        account = f"other-{number}"
        Connection.objects.create(account=account, path=account, created_at=timezone.now(), **told)

    with django_assert_num_queries(1):
        count = waiting.late()

    assert count == 1


def test_what_is_late_at_a_connection_that_was_ended_waits_for_nobody(speaks: Speaks) -> None:
    late(speaks)
    Connection.objects.filter(pk=speaks.connection.pk).update(is_active=False)

    assert waiting.late() == 0
