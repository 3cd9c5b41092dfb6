"""Faults of ours, deaths and lost answers: one copy bears them, and nothing is made up."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from guisu.act.outreach.domain.codes import Need
from guisu.act.outreach.models import Cause, ConsentRule, Delivery, Outcome, QuietHours
from guisu.act.outreach.services import causes, dispatching, parcels
from guisu.ground.channels.port import (
    Content,
    CredentialsRefused,
    Message,
    OutcomeUnknown,
    Parcel,
    Rejected,
    TryLater,
)
from tests.outreach.acts import Speaks, person, standing, unless_a_no
from tests.outreach.test_dispatching import failing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("points", ["1e400", "-1e400"])
def test_a_value_that_no_filter_can_take_stops_nobody_elses_copy(
    speaks: Speaks, points: str
) -> None:
    cause = speaks.cause(says=Message(Content(text="{{ points | floor }}", title="t")))
    odd, good = person(), person()
    speaks.plan(cause, odd, variables={odd.pk: {"points": points}})
    speaks.plan(cause, good, variables={good.pk: {"points": 5}})

    speaks.carry()

    assert standing(cause) == [("dropped", "cannot_render"), ("done", "")]


def test_a_copy_at_which_we_break_lets_the_others_go_and_is_left_at_last(
    speaks: Speaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    cause, odd, good = speaks.cause(), person(), person()
    speaks.plan(cause, odd, good, expires_at=timezone.now() + timedelta(days=3))
    packed = parcels.parcel

    def breaking(delivery: Delivery, address: str, *, at: datetime) -> Parcel:
        if delivery.customer_id == odd.pk:
            raise OverflowError
        return packed(delivery, address, at=at)

    monkeypatch.setattr(parcels, "parcel", breaking)
    speaks.carry()
    first = standing(cause)
    for _ in range(2 * dispatching.MOST_TRIES):
        speaks.forward(hours=1)
        speaks.carry()

    assert first == [("waiting", "broke"), ("done", "")]
    assert standing(cause) == [("dropped", "broke"), ("done", "")]
    assert [each.code for each in Outcome.objects.filter(delivery__customer=odd)] == ["broke"]


def test_a_carrier_that_breaks_burns_one_copy_and_rests(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, *(person() for _ in range(3)))
    speaks.notebook.does = failing(UnicodeError(), times=9)  # type: ignore[assignment]
    lane = str(speaks.connection.pk)

    assert dispatching.step(lane)
    speaks.forward(minutes=9)
    assert not dispatching.step(lane)
    assert standing(cause) == [("unknown", "no_answer"), ("waiting", ""), ("waiting", "")]


def test_who_died_in_a_call_of_a_cause_that_was_stopped_is_settled_too(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person(), person())
    speaks.notebook.does = failing(KeyboardInterrupt())  # type: ignore[assignment,arg-type]
    with pytest.raises(KeyboardInterrupt):
        speaks.carry()
    causes.stop(cause, by=None, at=timezone.now())

    causes.sweep()
    under_way = standing(cause)
    speaks.forward(minutes=5)
    causes.sweep()

    assert under_way == [("waiting", ""), ("dropped", "stopped")]
    assert standing(cause) == [("unknown", "nobody_knows"), ("dropped", "stopped")]
    assert {each.code for each in Outcome.objects.all()} == {"nobody_knows", "stopped"}
    assert not causes.sweep()


@pytest.mark.parametrize("error", [CredentialsRefused("no"), None])
def test_waiting_for_the_account_is_no_try(speaks: Speaks, error: Exception | None) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person())
    if error is None:
        QuietHours.objects.create(whom="people", begins="12:00", ends="20:00")
    speaks.notebook.does = failing(error, times=9) if error else lambda _: None  # type: ignore[assignment]

    for _ in range(3):
        speaks.carry()
        speaks.forward(minutes=10)

    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.tries) == ("waiting", 0)


def test_what_may_have_arrived_stays_in_doubt_through_quiet_hours(speaks: Speaks) -> None:
    cause = in_doubt(speaks)
    QuietHours.objects.create(whom="people", begins="12:00", ends="20:00")

    speaks.forward(minutes=5)
    speaks.carry()
    waiting = Delivery.objects.get()
    speaks.forward(hours=12)
    speaks.carry()

    assert (waiting.state, waiting.is_held) == ("waiting", True)
    assert waiting.counted_at is not None
    assert standing(cause) == [("unknown", "nobody_knows")]
    assert len(speaks.notebook.given) == 1


@pytest.mark.parametrize("error", [None, Rejected("no"), TryLater("no", wait=timedelta(hours=2))])
def test_what_may_have_arrived_is_never_called_left_out_refused_or_not_taken(
    speaks: Speaks, error: Exception | None
) -> None:
    cause = in_doubt(speaks)
    if error is None:
        unless_a_no()
        ConsentRule.objects.update(need=Need.A_YES)
    else:
        speaks.notebook.does = failing(error)  # type: ignore[assignment]

    speaks.forward(minutes=5)
    speaks.carry()
    speaks.forward(hours=2)
    speaks.carry()

    [(state, _)] = standing(cause)
    assert state == "unknown"
    assert Delivery.objects.get().counted_at is not None


def in_doubt(speaks: Speaks) -> Cause:
    """One copy whose answer was lost, by a provider that tells repetitions for an hour."""
    cause = speaks.cause()
    speaks.plan(cause, person())
    speaks.notebook.knows_repetitions = timedelta(hours=1)
    speaks.notebook.does = failing(OutcomeUnknown("no answer"))  # type: ignore[assignment]
    speaks.carry()
    return cause
