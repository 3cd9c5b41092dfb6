"""Addresses that nothing is sent to: what providers say, what people decide, and taking it back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guisu.act.outreach.domain.codes import Purpose
from guisu.act.outreach.models import Suppression
from guisu.act.outreach.selectors import suppressions
from guisu.act.outreach.services import suppressing
from guisu.ground.channels.email.errors import Call, refused
from guisu.ground.channels.port import ChannelError, NoSuchAddress, Rejected, TryLater
from guisu.ground.staff.models import AuditEntry
from tests import make
from tests.outreach.acts import Speaks, person, standing
from tests.outreach.test_dispatching import failing

pytestmark = pytest.mark.django_db
GONE = "gone@example.com"


def test_what_a_provider_knows_nobody_at_gets_nothing_any_more(speaks: Speaks) -> None:
    first, second = speaks.cause("a"), speaks.cause("b", purpose=Purpose.SERVICE)
    who = person(address=GONE)
    speaks.plan(first, who)
    speaks.plan(second, who, due_at=timezone.now() + timedelta(hours=1))
    speaks.notebook.does = failing(NoSuchAddress("no", code=550))  # type: ignore[assignment]

    speaks.carry()
    speaks.forward(hours=2)
    speaks.carry()

    assert standing(first) == [("failed", "provider")]
    assert standing(second) == [("dropped", "suppressed")]
    assert len(speaks.notebook.given) == 1
    one = Suppression.objects.get()
    assert (one.code, one.provider_code, one.by) == ("bounced", "550", None)


def test_a_refusal_of_the_message_says_nothing_about_the_address(speaks: Speaks) -> None:
    speaks.plan(speaks.cause(), person(address=GONE))
    speaks.notebook.does = failing(Rejected("spam", code=554))  # type: ignore[assignment]

    speaks.carry()

    assert not Suppression.objects.exists()


def test_taken_back_it_can_be_written_to_again_and_who_did_it_is_kept(speaks: Speaks) -> None:
    who, mei = person(address=GONE), make.mei()
    address = ("email", GONE)
    suppressing.suppress(address, of=who.pk, by=mei, at=timezone.now())
    suppressing.suppress(address, of=who.pk, by=mei, at=timezone.now())
    barred = speaks.plan(speaks.cause("a"), who)

    taken = suppressing.lift(address, of=who.pk, by=mei, at=timezone.now())
    again = suppressing.lift(address, of=who.pk, by=mei, at=timezone.now())
    speaks.plan(speaks.cause("b"), who)
    speaks.carry()

    assert barred == {"suppressed": 1}
    assert (taken, again) == (True, False)
    assert speaks.notebook.addresses == [GONE]
    [told] = suppressions.of_addresses([address]).values()
    assert [(each.by, each.lifted_by) for each in told] == [(mei, mei)]
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["address.suppressed", "address.released"]


def test_a_second_bounce_after_it_was_taken_back_counts_again(speaks: Speaks) -> None:
    who, mei = person(address=GONE), make.mei()
    speaks.notebook.does = failing(NoSuchAddress("no"), times=2)  # type: ignore[assignment]
    speaks.plan(speaks.cause("a"), who)
    speaks.carry()
    suppressing.lift(("email", GONE), of=who.pk, by=mei, at=timezone.now())

    speaks.plan(speaks.cause("b"), who)
    speaks.carry()

    assert suppressions.standing().count() == 1
    assert Suppression.objects.count() == 2


@pytest.mark.parametrize(
    ("call", "code", "answer", "kind"),
    [
        (Call.RECEIVER, 550, b"5.1.1 no such user", NoSuchAddress),
        (Call.RECEIVER, 553, b"5.1.3 bad address", NoSuchAddress),
        (Call.RECEIVER, 550, b"Mailbox not found", NoSuchAddress),
        (Call.RECEIVER, 550, b"5.7.1 blocked by policy", Rejected),
        (Call.RECEIVER, 552, b"5.2.2 mailbox full", TryLater),
        (Call.RECEIVER, 554, b"refused", Rejected),
        (Call.MESSAGE, 550, b"5.1.1 odd", Rejected),
    ],
)
def test_only_what_is_about_the_address_bars_it(
    call: Call, code: int, answer: bytes, kind: type[ChannelError]
) -> None:
    assert type(refused(call, code, answer)) is kind
