"""Planning: each person once, with the reason of those who get nothing, as the preview said."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from guisu.act.outreach.domain.codes import Code, Need, Purpose
from guisu.act.outreach.domain.gates import Known
from guisu.act.outreach.domain.wording import UnknownVariable
from guisu.act.outreach.models import Cause, ConsentRule, Delivery, FrequencyCap, Suppression
from guisu.act.outreach.selectors import receivers
from guisu.act.outreach.selectors.suppressions import digest_of
from guisu.act.outreach.services import carried, causes, people, planning
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.planning import Occasion
from guisu.ground.channels.port import Content, Message
from guisu.ground.staff.models import Store
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer
from tests import make
from tests.outreach.acts import Speaks, person, standing

pytestmark = pytest.mark.django_db


def says(who: Customer, *, granted: bool, channel: str = "email") -> None:
    customers.say_consent(
        who,
        by=None,
        at=timezone.now(),
        channel=channel,
        purpose="marketing",
        granted=granted,
        evidence="said so",
        source="test",
    )


def everybody() -> dict[str, Customer]:
    """One for each reason why somebody gets nothing, and one who gets it."""
    told = {
        "": person(),
        "erased": person(),
        "no_address": make.customer("阿无", identities={"phone": "+8613800138000"}),
        "suppressed": person(address="gone@example.com"),
        "said_no": person(),
    }
    customers.erase(told["erased"], by=None, at=timezone.now())
    digest = digest_of("email", "gone@example.com")
    Suppression.objects.create(channel="email", digest=digest, code="bounced", at=make.NOON)
    says(told["said_no"], granted=False)
    return told


def test_everybody_is_owed_a_copy_or_has_a_reason(speaks: Speaks) -> None:
    told = everybody()
    cause = speaks.cause()
    occasion = Occasion(cause, due_at=make.NOON)
    shown = planning.preview([each.pk for each in told.values()], occasion, at=make.NOON)

    counted = speaks.plan(cause, *told.values())

    assert counted == shown == dict.fromkeys(told, 1)
    for code, who in told.items():
        copy = Delivery.objects.get(customer=who)
        assert (copy.state, copy.code) == ("dropped" if code else "waiting", code)


def test_planning_again_writes_nothing_twice_and_what_is_missing(speaks: Speaks) -> None:
    cause, first, second = speaks.cause(), person(), person()
    speaks.plan(cause, first, first)

    assert speaks.plan(cause, first, second) == {"": 1}
    assert speaks.plan(cause, first, second) == {}
    assert speaks.plan(cause, first, occurrence="next") == {"": 1}


def test_the_table_itself_lets_nobody_have_two(speaks: Speaks) -> None:
    cause, who = speaks.cause(), person()
    speaks.plan(cause, who)
    copy = Delivery.objects.get()
    copy.pk = None

    with pytest.raises(IntegrityError, match="customer"), transaction.atomic():
        copy.save()


def test_a_channel_that_needs_a_yes_asks_for_it(speaks: Speaks) -> None:
    ConsentRule.objects.update(need=Need.A_YES)
    agreed, unasked = person(), person()
    says(agreed, granted=True)
    offer, notice = speaks.cause(), speaks.cause("notice", purpose=Purpose.SERVICE)

    assert speaks.plan(offer, agreed, unasked) == {"": 1, "no_yes": 1}
    assert speaks.plan(notice, agreed, unasked) == {"": 2}


def test_the_word_and_the_address_are_the_whole_persons(speaks: Speaks) -> None:
    first, second = make.customer("甲"), person(address="second@example.com")
    merge = customers.merge(first, second, by=None, at=timezone.now())
    speaks.plan(speaks.cause("joined"), first)

    says(first, granted=False)
    speaks.plan(speaks.cause("refused"), second)
    customers.undo_merge(merge, by=None, at=timezone.now())
    speaks.plan(speaks.cause("apart"), first, second)

    assert Delivery.objects.get(cause__subject="joined").address == "second@example.com"
    assert standing(Cause.objects.get(subject="refused")) == [("dropped", "said_no")]
    apart = [("dropped", "no_address"), ("waiting", "")]
    assert standing(Cause.objects.get(subject="apart")) == apart


def test_nights_are_those_of_the_person_then_of_the_store(speaks: Speaks) -> None:
    night = datetime(2026, 11, 22, 16, tzinfo=UTC)  # midnight in Shanghai
    london = Store.objects.create(name="London", code="l", time_zone="Europe/London")
    told = [person(), person(stores=(london,)), person(), person()]
    Customer.objects.filter(pk=told[2].pk).update(traits={"timezone": "America/New_York"})
    Customer.objects.filter(pk=told[3].pk).update(traits={"timezone": "Moon/Tycho"})

    speaks.plan(speaks.cause(), *told, due_at=night)

    due = list(Delivery.objects.order_by("pk").values_list("due_at", flat=True))
    morning = datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert due == [morning, night, night, morning]


def test_what_its_end_comes_before_is_not_planned(speaks: Speaks) -> None:
    night = datetime(2026, 11, 22, 16, tzinfo=UTC)

    told = speaks.plan(
        speaks.cause(), person(), due_at=night, expires_at=night + timedelta(hours=2)
    )

    assert told == {"expired": 1}


def test_who_is_held_out_is_noted_as_such(speaks: Speaks) -> None:
    cause = speaks.cause(experiment="spring", share=10_000)

    assert speaks.plan(cause, person()) == {"holdout": 1}
    assert Delivery.objects.get().is_held_out


def test_caps_count_over_all_rows_and_channels(speaks: Speaks) -> None:
    FrequencyCap.objects.create(most=1, days=7)
    first, second, other = make.customer("甲"), person(), person()
    speaks.plan(speaks.cause("may"), second)
    speaks.carry()
    customers.merge(first, second, by=None, at=timezone.now())

    assert speaks.plan(speaks.cause("june"), first, other) == {"cap": 1, "": 1}
    speaks.forward(days=7)
    assert speaks.plan(speaks.cause("july"), first) == {"": 1}


def test_a_text_that_nobody_could_be_sent_is_refused_when_the_cause_is_made(
    speaks: Speaks,
) -> None:
    with pytest.raises(UnknownVariable):
        speaks.cause(says=Message(Content(text="{{ pionts }}")))

    assert not Cause.objects.exists()


def test_erasure_takes_address_and_variables_and_what_waits_is_not_said(speaks: Speaks) -> None:
    who = person(address="secret@example.com")
    cause = speaks.cause()
    speaks.plan(cause, who, variables={who.pk: {"points": 77123}})
    assert "secret@example.com" in str(customers.export_person(who))

    customers.erase(who, by=None, at=timezone.now())
    speaks.carry()

    assert standing(cause) == [("dropped", "erased")]
    kept = str(list(Delivery.objects.values())) + str(customers.export_person(who))
    assert "secret" not in kept
    assert "77123" not in kept
    assert speaks.notebook.given == []


def test_nothing_is_kept_of_what_would_have_been_said_to_who_was_left_out(speaks: Speaks) -> None:
    gone, unreachable = person(), make.customer("", identities={"phone": "13800000001"})
    customers.erase(gone, by=None, at=timezone.now())

    speaks.plan(
        speaks.cause(),
        gone,
        unreachable,
        variables={gone.pk: {"points": 77123}, unreachable.pk: {"points": 77123}},
    )

    assert {each.code for each in Delivery.objects.all()} == {"erased", "no_address"}
    assert [each.variables for each in Delivery.objects.all()] == [{}, {}]


def test_people_are_held_before_the_gates_are_asked_about_one(
    speaks: Speaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    hold, known = people.hold, receivers.known

    def noted_hold(rows: Collection[int]) -> None:
        order.append("held")
        hold(rows)

    def noted_known(rows: Collection[int], asked: receivers.Asked) -> dict[int, Known]:
        order.append("asked")
        return dict(known(rows, asked))

    monkeypatch.setattr(people, "hold", noted_hold)
    monkeypatch.setattr(receivers, "known", noted_known)

    occasion = Occasion(speaks.cause(), due_at=timezone.now())
    planning.plan_some([person().pk], occasion, at=timezone.now())

    assert order == ["held", "asked"]


def test_who_changes_between_the_gates_and_the_writing_is_judged_again(
    speaks: Speaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, root, joined, other = person(), person(), person(), person()
    hold, done = people.hold, list[bool]()

    def meanwhile(rows: Collection[int]) -> None:
        if not done:
            done.append(True)
            customers.erase(gone, by=None, at=timezone.now())
            says(root, granted=False)
            customers.merge(root, joined, by=None, at=timezone.now())
        hold(rows)

    monkeypatch.setattr(people, "hold", meanwhile)

    counted = speaks.plan(speaks.cause(), gone, joined, other)

    assert counted == {"erased": 1, "said_no": 1, "": 1}
    assert not Delivery.objects.exclude(address="").exclude(customer=other).exists()


def test_the_gates_are_asked_of_many_before_the_turn_to_write_is_taken(
    speaks: Speaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []
    known, outside = receivers.known, len(connection.savepoint_ids)

    def noted(rows: Collection[int], asked: receivers.Asked) -> dict[int, Known]:
        inside.append(len(connection.savepoint_ids) > outside)
        return dict(known(rows, asked))

    monkeypatch.setattr(receivers, "known", noted)

    speaks.plan(speaks.cause(), person())

    assert inside == [False]


def test_who_was_left_out_before_a_call_that_never_came_stays_so(speaks: Speaks) -> None:
    FrequencyCap.objects.create(channel="", most=1, days=1)
    who, other = person(), person()
    speaks.plan(speaks.cause("one"), who)
    speaks.carry()
    reason = Reason("tests", "two", speaks.connection, "email", Purpose.MARKETING)
    cause = causes.cause(reason, at=timezone.now())
    addresses = {who.pk: "a@example.com", other.pk: "b@example.com"}

    first = carried.begin(cause, addresses, at=timezone.now())
    speaks.forward(days=2)

    assert first == {who.pk: Code.CAP}
    assert carried.begin(cause, addresses, at=timezone.now()) == first
