"""Carrying out: the gates in the moment before the call, and at most one call a copy."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from guisu.act.outreach.domain.codes import Purpose
from guisu.act.outreach.models import Delivery, FrequencyCap, Outcome
from guisu.act.outreach.services import causes, dispatching
from guisu.ground.channels import waiting
from guisu.ground.channels.port import (
    Content,
    CredentialsRefused,
    Message,
    OutcomeUnknown,
    Parcel,
    Rejected,
    Step,
    Taken,
    TryLater,
)
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, Identity
from tests import make
from tests.outreach.acts import Speaks, person, standing
from tests.outreach.test_planning import says

pytestmark = pytest.mark.django_db


def failing(error: Exception, times: int = 1) -> object:
    left = [error] * times

    def does(_parcel: Parcel) -> None:
        if left:
            raise left.pop()

    return does


def test_a_copy_is_handed_over_filled_in_and_noted(speaks: Speaks) -> None:
    cause, who, nameless = speaks.cause(), person("小满"), person("")
    speaks.plan(cause, who, nameless)

    speaks.carry()

    assert [each.content.text for each in speaks.notebook.given] == ["小满,周五见", "朋友,周五见"]
    assert [each.content.title for each in speaks.notebook.given] == ["会员日", "会员日"]
    copy = Delivery.objects.get(customer=who)
    assert (copy.state, copy.step, copy.reference) == ("done", "handed_over", "m1")
    assert copy.counted_at == make.NOON
    assert [each.step for each in copy.outcomes.all()] == ["handed_over"]


def test_what_is_asked_for_is_not_sent(speaks: Speaks) -> None:
    speaks.notebook.does = lambda _parcel: Taken(Step.ASKED_FOR, reference="r")
    speaks.plan(speaks.cause(), person())

    speaks.carry()

    assert Delivery.objects.get().step == "asked_for"


@pytest.mark.parametrize("days", [0, 30])
def test_who_says_no_after_the_planning_gets_nothing(speaks: Speaks, days: int) -> None:
    cause, withdrew, stayed = speaks.cause(), person(), person()
    speaks.plan(cause, withdrew, stayed)
    if days:
        speaks.notebook.does = failing(CredentialsRefused("no"))  # type: ignore[assignment]
        speaks.carry()
        speaks.notebook.given.clear()
        speaks.forward(days=days)
        speaks.carry()
        late = Delivery.objects.latest("pk").pk
        told = {"up_to": late, "by": make.mei(), "at": timezone.now()}
        assert waiting.release("deliveries", speaks.connection, **told) == 2  # type: ignore[arg-type]

    says(withdrew, granted=False)
    speaks.carry()

    assert len(speaks.notebook.given) == 1
    assert standing(cause) == [("dropped", "said_no"), ("done", "")]


def test_two_rows_that_became_one_person_get_one_copy(speaks: Speaks) -> None:
    cause, first, second = speaks.cause(), person(), person()
    speaks.plan(cause, first, second)
    merge = customers.merge(first, second, by=None, at=timezone.now())
    dispatching.step(str(speaks.connection.pk))

    customers.undo_merge(merge, by=None, at=timezone.now())
    customers.merge(second, first, by=None, at=timezone.now())
    speaks.carry()

    assert len(speaks.notebook.given) == 1
    assert sorted(standing(cause)) == [("done", ""), ("dropped", "had_it")]


def test_a_mailbox_gets_one_copy_whoever_it_belongs_to_by_then(speaks: Speaks) -> None:
    first, second = make.customer("甲"), person(address="shared@example.com")
    merge = customers.merge(first, second, by=None, at=timezone.now())
    cause = speaks.cause()
    speaks.plan(cause, first)
    speaks.carry()

    customers.undo_merge(merge, by=None, at=timezone.now())

    assert speaks.plan(cause, second) == {"had_it": 1}
    assert speaks.notebook.addresses == ["shared@example.com"]


def test_an_address_that_went_to_somebody_else_is_not_written_to(speaks: Speaks) -> None:
    first, second = make.customer("甲"), person(address="second@example.com")
    merge = customers.merge(first, second, by=None, at=timezone.now())
    cause = speaks.cause()
    speaks.plan(cause, first)

    customers.undo_merge(merge, by=None, at=timezone.now())
    speaks.carry()

    assert standing(cause) == [("dropped", "no_address")]


def test_a_new_address_is_written_to(speaks: Speaks) -> None:
    who = person(address="old@example.com")
    speaks.plan(speaks.cause(), who)

    Identity.objects.filter(customer=who).update(value="new@example.com")
    speaks.carry()

    assert speaks.notebook.addresses == ["new@example.com"]
    assert Delivery.objects.get().address == "new@example.com"


def test_caps_are_asked_again_and_only_what_went_counts(speaks: Speaks) -> None:
    FrequencyCap.objects.create(most=1, days=1)
    who = person()
    first, second, third = (speaks.cause(name) for name in ("a", "b", "c"))
    for cause in (first, second, third):
        speaks.plan(cause, who)
    speaks.notebook.does = failing(Rejected("no such mailbox", code=550))  # type: ignore[assignment]

    speaks.carry()

    assert standing(first) == [("failed", "provider")]
    assert standing(second) == [("done", "")]
    assert standing(third) == [("dropped", "cap")]
    assert Delivery.objects.get(cause=first).provider_code == "550"
    assert Delivery.objects.filter(counted_at__isnull=False).count() == 1


def test_hours_that_became_quiet_put_a_copy_off(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person())

    speaks.clock.move_to(datetime(2026, 11, 22, 16, tzinfo=UTC))
    speaks.carry()

    assert speaks.notebook.given == []
    assert Delivery.objects.get().due_at == datetime(2026, 11, 22, 23, tzinfo=UTC)
    speaks.clock.move_to(datetime(2026, 11, 22, 23, tzinfo=UTC))
    speaks.carry()
    assert standing(cause) == [("done", "")]


def test_what_cannot_be_said_whole_is_not_said(speaks: Speaks) -> None:
    cause = speaks.cause(says=Message(Content(text="还有 {{ points }} 分")))
    known, unknown = person(), person()
    speaks.plan(cause, known, unknown, variables={known.pk: {"points": 5}})

    speaks.carry()

    assert [each.content.text for each in speaks.notebook.given] == ["还有 5 分"]
    assert standing(cause) == [("done", ""), ("dropped", "cannot_render")]


def test_html_says_a_name_and_never_runs_it(speaks: Speaks) -> None:
    said = Content(text="{{ name }}", html="<p>{{ name }}</p>")
    speaks.plan(speaks.cause(says=Message(said)), person("<b>小满</b>"))

    speaks.carry()

    told = speaks.notebook.given[0].content
    assert told.text == "<b>小满</b>"
    assert told.html == "<p>&lt;b&gt;小满&lt;/b&gt;</p>"


def test_a_stopped_cause_says_nothing_more(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, *(person() for _ in range(5)))
    dispatching.step(str(speaks.connection.pk))

    causes.stop(cause, by=make.mei(), at=timezone.now())
    speaks.carry()
    while causes.sweep():
        pass

    assert len(speaks.notebook.given) == 1
    assert sorted(standing(cause)) == [("done", ""), *[("dropped", "stopped")] * 4]
    assert Outcome.objects.filter(code="stopped").count() == 4


def test_stopping_comes_before_a_call_that_is_about_to_be_made(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person())
    lane = speaks.connection.pk
    candidate = dispatching._due(lane, at=timezone.now()).select_related("cause").get()

    causes.stop(cause, by=None, at=timezone.now())
    passed = dispatching._pass(candidate, speaks.notebook, at=timezone.now())

    assert passed is None
    assert standing(cause) == [("dropped", "stopped")]


def test_what_was_not_taken_is_tried_again_and_counts_once(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person())
    busy = TryLater("busy", wait=timedelta(minutes=5), code=421)
    speaks.notebook.does = failing(busy)  # type: ignore[assignment]

    speaks.carry()
    waiting = Delivery.objects.get()
    speaks.forward(minutes=5)
    speaks.carry()

    assert (waiting.state, waiting.counted_at, waiting.provider_code) == ("waiting", None, "421")
    assert standing(cause) == [("done", "")]
    assert len(speaks.notebook.given) == 2


@pytest.mark.parametrize("hours", [0, 24])
def test_what_may_have_arrived_is_never_sent_again_by_itself(speaks: Speaks, hours: int) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person())
    speaks.notebook.does = failing(OutcomeUnknown("no answer"))  # type: ignore[assignment]

    speaks.carry()
    speaks.forward(hours=hours)
    speaks.carry()

    assert standing(cause) == [("unknown", "no_answer")]
    assert len(speaks.notebook.given) == 1
    assert Delivery.objects.get().counted_at is not None
    assert [each.state for each in Outcome.objects.all()] == ["unknown"]


def test_who_dies_in_a_call_leaves_a_copy_that_nobody_knows_of(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person())
    speaks.notebook.does = failing(KeyboardInterrupt())  # type: ignore[assignment,arg-type]
    with pytest.raises(KeyboardInterrupt):
        speaks.carry()

    speaks.forward(minutes=5)
    speaks.carry()

    assert standing(cause) == [("unknown", "nobody_knows")]
    assert len(speaks.notebook.given) == 1


def test_a_provider_that_tells_repetitions_gets_it_again_under_the_same_key(
    speaks: Speaks,
) -> None:
    cause = speaks.cause()
    speaks.plan(cause, person())
    speaks.notebook.knows_repetitions = timedelta(hours=1)
    speaks.notebook.does = failing(OutcomeUnknown("no answer"))  # type: ignore[assignment]

    speaks.carry()
    speaks.forward(minutes=5)
    speaks.carry()

    assert standing(cause) == [("done", "")]
    assert len({each.key for each in speaks.notebook.given}) == 1


def test_keys_that_are_refused_leave_the_lane_alone_for_a_while(speaks: Speaks) -> None:
    cause = speaks.cause()
    speaks.plan(cause, *(person() for _ in range(3)))
    speaks.notebook.does = failing(CredentialsRefused("no"), times=9)  # type: ignore[assignment]
    lane = str(speaks.connection.pk)

    assert dispatching.step(lane)
    assert not dispatching.step(lane)
    assert len(speaks.notebook.given) == 1


def test_merging_while_copies_wait_never_makes_two(speaks: Speaks) -> None:
    people: list[Customer] = [person() for _ in range(6)]
    cause = speaks.cause()
    speaks.plan(cause, *people)

    for left, right in ((0, 1), (2, 3), (1, 2)):
        customers.merge(people[left], people[right], by=None, at=timezone.now())
        dispatching.step(str(speaks.connection.pk))
    speaks.carry()

    assert len(speaks.notebook.given) == 3


def test_what_serves_goes_before_what_sells_however_long_that_waited(speaks: Speaks) -> None:
    seller, buyer = person(), person()
    speaks.plan(speaks.cause("sells"), seller)
    speaks.forward(minutes=1)
    speaks.plan(speaks.cause("serves", purpose=Purpose.SERVICE), buyer)

    speaks.carry()

    first, second = (Delivery.objects.get(customer=each).address for each in (buyer, seller))
    assert speaks.notebook.addresses == [first, second]
