"""Between planning and the call much happens: the gates are asked again in that moment."""

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.act.messaging.models import Broadcast, Errand, Recipient
from guisu.act.messaging.selectors import audiences
from guisu.act.messaging.selectors.missed import missed
from guisu.act.messaging.services import copies, drafts
from guisu.act.outreach.models import Cause, ConsentRule, Delivery
from guisu.act.outreach.services import causes, suppressing
from guisu.act.stafftasks.models import Notice
from guisu.ground.channels import waiting
from guisu.know.customers import services as customers
from tests import make
from tests.console.browsing import browser
from tests.messaging.acts import ADD, Sends, refuse, states

pytestmark = pytest.mark.django_db
DAY = 86_400


def two(sends: Sends) -> list[str]:
    found = sends.contacts("staff01", 2)
    sends.shop.read()
    return found


def test_who_says_no_before_the_call_gets_nothing(sends: Sends) -> None:
    withdrew, stayed = two(sends)
    broadcast = sends.off(sends.to(withdrew, stayed))

    refuse(sends, withdrew)
    sends.carry()
    sends.confirm(broadcast)

    assert [receiver for _, receiver in sends.arrived()] == [stayed]
    assert states(broadcast)[withdrew] == "refused"


def test_who_says_no_while_wecom_is_shut_for_a_month_gets_nothing(sends: Sends) -> None:
    withdrew, stayed = two(sends)
    broadcast = sends.off(sends.to(withdrew, stayed))
    sends.shop.ground.faults(calls=[{"path": ADD, "code": 60020, "next_calls": 3}])
    sends.carry()
    refuse(sends, withdrew)

    for _ in range(6):
        sends.forward(5 * DAY)
        sends.carry()
    late = Errand.objects.get(state=Errand.State.EXPIRED).pk
    waiting.release("errands", sends.shop.connection, up_to=late, by=make.mei(), at=timezone.now())
    for _ in range(3):
        sends.carry()
        sends.forward(700)
    sends.confirm(broadcast)

    assert [receiver for _, receiver in sends.arrived()] == [stayed]


def test_who_says_yes_again_in_time_gets_it(sends: Sends) -> None:
    wavering, _ = two(sends)
    broadcast = sends.off(sends.to(wavering))

    refuse(sends, wavering)
    sends.forward(1)  # of one moment, a no counts
    refuse(sends, wavering, granted=True)
    sends.carry()
    sends.confirm(broadcast)

    assert [receiver for _, receiver in sends.arrived()] == [wavering]


def test_a_no_of_another_row_of_the_person_counts_from_the_merge_on(sends: Sends) -> None:
    contact, _ = two(sends)
    elsewhere = make.customer("又一处")
    customers.say_consent(
        elsewhere,
        by=None,
        at=timezone.now(),
        channel="wecom",
        purpose="marketing",
        granted=False,
        evidence="",
        source="test",
    )
    broadcast = sends.off(sends.to(contact))

    customers.merge(sends.customer(contact), elsewhere, by=None, at=timezone.now())
    sends.carry()

    assert sends.asked_for() == 0
    assert states(broadcast) == {contact: "refused"}
    assert sends.fresh(broadcast).state == Broadcast.State.ENDED


def test_who_is_left_out_at_the_last_moment_is_not_written_to_again(sends: Sends) -> None:
    withdrew, stayed = two(sends)
    broadcast = sends.off(sends.to(withdrew, stayed))

    refuse(sends, withdrew)
    sends.carry()

    assert not missed(broadcast.pk).filter(receiver=withdrew).exists()
    assert not Recipient.objects.filter(receiver=withdrew, duty__isnull=False).exists()


def test_where_a_yes_is_needed_nobody_gets_it_unasked(sends: Sends) -> None:
    agreed, unasked = two(sends)
    refuse(sends, agreed, granted=True)
    ConsentRule.objects.update(need="a_yes")
    draft = sends.draft(sends.to(agreed, unasked))
    shown = audiences.preview(draft, at=timezone.now())

    broadcast = sends.sent(sends.to(agreed, unasked))

    assert [(reason.value, count) for reason, count in shown.left_out] == [("no_yes", 1)]
    assert states(broadcast) == {agreed: "waiting", unasked: "no_yes"}


def test_a_colleague_hears_of_a_message_of_the_evening_in_the_morning(sends: Sends) -> None:
    receivers = two(sends)
    make.installation()
    now = timezone.localtime(timezone.now())
    evening = now.replace(hour=22, minute=0, second=0)
    sends.forward((evening - now).total_seconds() % DAY)

    sends.sent(sends.to(*receivers))
    for _ in range(30):
        sends.follow(600)

    told = [timezone.localtime(notice.due_at) for notice in Notice.objects.all()]
    assert told
    assert all(moment.hour >= 9 for moment in told)


def test_stopping_what_a_message_is_for_cancels_the_message(sends: Sends) -> None:
    broadcast = sends.sent(sends.to(*two(sends)))

    causes.stop(Cause.objects.get(), by=make.mei(), at=timezone.now())
    sends.carry()
    sends.follow()

    assert sends.fresh(broadcast).state == Broadcast.State.CANCELLED
    found = Delivery.objects.values_list("state", "code", "counted_at")
    assert list(found) == 2 * [("dropped", "stopped", None)]


def test_what_is_stopped_before_the_call_is_left_out_as_stopped(sends: Sends) -> None:
    broadcast = sends.off(sends.to(*two(sends)))
    stopped = copies.cause_of(broadcast, at=timezone.now())
    causes.halt(stopped.room, stopped.subject, at=timezone.now())

    sends.carry()

    assert sends.asked_for() == 0
    assert set(states(broadcast).values()) == {"stopped"}


def test_cancelling_a_message_stops_what_it_is_for(sends: Sends) -> None:
    broadcast = sends.sent(sends.to(*two(sends)))

    drafts.cancel(broadcast, by=make.mei(), at=timezone.now())

    assert Cause.objects.get().stopped_at == timezone.now()


def test_a_preview_names_the_rule_and_every_reason_as_the_sending_then_has_them(
    sends: Sends,
) -> None:
    told = sends.contacts("staff01", 4)
    sends.shop.read()
    refused, suppressed, agreed, unasked = told
    refuse(sends, refused)
    refuse(sends, agreed, granted=True)
    suppressing.suppress(
        ("wecom", suppressed),
        of=sends.customer(suppressed).pk,
        by=make.mei(),
        at=timezone.now(),
    )
    draft = sends.draft(sends.to(*told))
    shown = audiences.preview(draft, at=timezone.now())
    page = browser(make.mei()).get(reverse("console:message-preview", args=[draft.pk]))

    broadcast = sends.sent(sends.to(*told))

    reasons = {reason.value: count for reason, count in shown.left_out}
    assert reasons == {"barred": 1, "refused": 1}
    assert (shown.going, shown.need, shown.unasked) == (2, "unless_a_no", 1)
    assert "1 of the receivers was never asked" in page.content.decode()
    assert "Nothing is sent to this address" in page.content.decode()
    assert states(broadcast) == {
        refused: "refused",
        suppressed: "barred",
        agreed: "waiting",
        unasked: "waiting",
    }


def test_where_a_yes_is_needed_the_preview_says_so(sends: Sends) -> None:
    ConsentRule.objects.update(need="a_yes")
    draft = sends.draft(sends.to(*two(sends)))

    page = browser(make.mei()).get(reverse("console:message-preview", args=[draft.pk]))

    assert "marketing on WeCom goes only to who said yes" in page.content.decode()
