"""After the call: what may have arrived is asked about, and what was taken is followed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.act.outreach.models import Cause, Delivery, Outcome
from guisu.act.outreach.selectors import suppressions
from guisu.act.outreach.services import causes, receipts
from guisu.ground.channels.port import Fate, OutcomeUnknown, Receipt, Step, Taken, TryLater
from tests.outreach.acts import Speaks, person, standing
from tests.outreach.test_dispatching import failing

pytestmark = pytest.mark.django_db


def in_doubt(speaks: Speaks) -> Cause:
    cause = speaks.cause()
    speaks.plan(cause, person())
    speaks.notebook.does = failing(OutcomeUnknown("lost"))  # type: ignore[assignment]
    speaks.notebook.can_look_up = True
    speaks.carry()
    return cause


def key() -> str:
    return f"guisu-{Delivery.objects.get().pk}"


def test_what_the_provider_holds_was_handed_over_and_is_not_sent_again(speaks: Speaks) -> None:
    cause = in_doubt(speaks)
    speaks.notebook.holds[key()] = Taken(Step.HANDED_OVER, reference="m7")

    speaks.forward(minutes=2)
    speaks.carry()

    assert standing(cause) == [("done", "")]
    assert Delivery.objects.get().reference == "m7"
    assert len(speaks.notebook.given) == 1


def test_what_it_surely_does_not_hold_is_sent_then_and_not_before(speaks: Speaks) -> None:
    cause = in_doubt(speaks)

    speaks.forward(minutes=2)
    speaks.carry()
    early = standing(cause)
    speaks.forward(minutes=2)
    speaks.carry()

    assert early == [("unknown", "no_answer")]
    assert standing(cause) == [("done", "")]
    assert len(speaks.notebook.given) == 2
    assert [each.state for each in Outcome.objects.order_by("pk")] == ["unknown", "waiting", "done"]


def test_what_is_not_held_meets_the_gates_again(speaks: Speaks) -> None:
    cause = in_doubt(speaks)
    causes.halt(cause.room, cause.subject, at=timezone.now())

    speaks.forward(minutes=5)
    speaks.carry()
    while causes.sweep():
        pass

    assert standing(cause) == [("dropped", "stopped")]
    assert len(speaks.notebook.given) == 1


def test_where_nobody_can_be_asked_it_stays_unknown(speaks: Speaks) -> None:
    cause = in_doubt(speaks)
    speaks.notebook.can_look_up = False

    for _ in range(5):
        speaks.forward(hours=1)
        speaks.carry()

    assert standing(cause) == [("unknown", "no_answer")]
    assert len(speaks.notebook.given) == 1


def test_what_cannot_be_asked_about_for_a_day_stays_unknown(
    speaks: Speaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    cause = in_doubt(speaks)
    asked: list[object] = []

    def shut(*_asked: object, **_more: object) -> None:
        asked.append(1)
        raise TryLater("shut", wait=timedelta(hours=5))

    monkeypatch.setattr(type(speaks.notebook), "look_up", shut)
    for _ in range(20):
        speaks.forward(hours=5)
        speaks.carry()

    assert standing(cause) == [("unknown", "no_answer")]
    assert 3 <= len(asked) <= 6


def news(fate: Fate, *, address: str = "a@example.com", **more: object) -> Receipt:
    return Receipt("m1", address, fate, timezone.now(), **more)  # type: ignore[arg-type]


def handed_over(speaks: Speaks) -> Cause:
    cause = speaks.cause()
    speaks.plan(cause, person(address="a@example.com"))
    speaks.notebook.tells_receipts = True
    speaks.carry()
    return cause


@pytest.mark.parametrize(
    ("told", "state", "step"),
    [
        ([Fate.SENT], "done", "sent"),
        ([Fate.SENT, Fate.DELIVERED], "done", "delivered"),
        ([Fate.DELIVERED, Fate.SENT], "done", "delivered"),
        ([Fate.DELIVERED, Fate.FAILED], "done", "delivered"),
        ([Fate.SENT, Fate.FAILED], "failed", ""),
        ([Fate.FAILED, Fate.DELIVERED], "failed", ""),
    ],
)
def test_what_providers_tell_is_noted_and_nothing_leads_back(
    speaks: Speaks, told: list[Fate], state: str, step: str
) -> None:
    handed_over(speaks)
    speaks.notebook.news = [news(each) for each in told]

    for _ in range(2):
        speaks.forward(minutes=6)
        speaks.carry()

    one = Delivery.objects.get()
    assert (one.state, one.step) == (state, step)
    assert one.counted_at is None or state == "done"


def test_news_of_others_copies_changes_nothing(speaks: Speaks) -> None:
    cause = handed_over(speaks)

    receipts.note(speaks.connection.pk + 1, [news(Fate.FAILED)], at=timezone.now())
    receipts.note(
        speaks.connection.pk, [news(Fate.FAILED, address="b@example.com")], at=timezone.now()
    )

    assert standing(cause) == [("done", "")]


def test_a_bounce_that_comes_later_bars_the_address_where_it_is_about_it(speaks: Speaks) -> None:
    handed_over(speaks)
    speaks.notebook.news = [news(Fate.FAILED, code="5.1.1", is_of_address=True)]

    speaks.forward(minutes=6)
    speaks.carry()

    [barred] = suppressions.standing()
    assert (barred.code, barred.provider_code) == ("bounced", "5.1.1")
    assert Delivery.objects.get().provider_code == "5.1.1"
