"""One service message by e-mail, from the decision to the mail server and back into the tables."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from guisu.act.outreach.domain.codes import Purpose
from guisu.act.outreach.models import Delivery, Suppression
from guisu.act.outreach.services import dispatching, saying
from guisu.act.outreach.services.causes import Reason
from guisu.act.outreach.services.saying import Saying
from guisu.ground.channels import services as channels
from guisu.ground.channels.email import session
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Content, Message
from guisu.ground.channels.reach import Provider
from guisu.know.customers.models import Customer
from tests import make
from tests.email.postoffice import DROP, HERE, USER, Postoffice, opened

pytestmark = [pytest.mark.enable_socket, pytest.mark.django_db]
SAID = {
    "": Message(
        Content(
            text="{{ name | default: '您好' }},订单 {{ number }} 已发货。",
            title="订单 {{ number }} 已发货",
            html="<p>{{ name | default: '您好' }},订单 {{ number }} 已发货。</p>",
        )
    )
}


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postoffice]:
    monkeypatch.setattr(session, "SECONDS", 1.0)
    monkeypatch.setattr(session, "SECONDS_AT_THE_END", 1.0)
    with opened() as served:
        yield served


def mailbox(office: Postoffice) -> Connection:
    make.installation()
    told: dict[str, Any] = {"host": HERE, "port": office.port, "security": "none", "sender": USER}
    return channels.connect(
        provider=Provider.SMTP,
        settings={"name": "服务邮箱", **told},
        by=make.mei(),
        at=timezone.now(),
    )


def say(to: Customer, by: Connection, *, number: str = "A17") -> Delivery:
    reason = Reason("commerce", "order-sent", by, "email", Purpose.SERVICE, keeps_quiet=False)
    what = Saying(
        reason,
        SAID,
        occurrence=f"order:{number}",
        variables={"number": number},
        expires_at=timezone.now() + timedelta(days=2),
    )
    with transaction.atomic():
        return saying.say(to, what, at=timezone.now())


def carry(by: Connection) -> None:
    assert list(dispatching.lanes()) == [str(by.pk)]
    while dispatching.step(str(by.pk)):
        pass


def test_a_service_message_arrives_once_however_often_it_is_said(office: Postoffice) -> None:
    box = mailbox(office)
    who = make.customer("<小满>", identities={"email": "xiaoman@example.cn"})

    owed = {say(who, box).pk for _ in range(3)}
    carry(box)

    assert len(owed) == 1
    [letter] = office.letters
    assert office.envelopes == [(USER, ["xiaoman@example.cn"])]
    assert letter["Subject"] == "订单 A17 已发货"
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().strip() == "<小满>,订单 A17 已发货。"
    assert "&lt;小满&gt;" in html.get_content()
    copy = Delivery.objects.get()
    assert (copy.state, copy.step, copy.counted_at) == ("done", "handed_over", None)
    assert copy.reference == letter["Message-ID"]


@pytest.mark.parametrize(
    ("answer", "state", "code", "is_goodbye"),
    [
        ("550 5.1.1 no such user", "failed", "provider", True),
        ("550 no such user", "failed", "provider", True),
        ("551 5.1.6 moved", "failed", "provider", True),
        ("553 5.1.3 no address", "failed", "provider", True),
        ("550 5.2.1 put out of use", "failed", "provider", True),
        ("550 5.7.1 not from you", "failed", "provider", False),
        ("554 5.7.1 refused by policy", "failed", "provider", False),
        ("452 4.2.2 full", "waiting", "", False),
        ("452 full", "waiting", "", False),
        ("552 5.2.2 full", "waiting", "", False),
        ("552 full", "waiting", "", False),
        ("550 5.2.2 full", "waiting", "", False),
        ("450 4.2.1 busy", "waiting", "", False),
    ],
)
def test_who_is_not_there_is_written_to_no_more_and_a_full_mailbox_is_no_goodbye(
    office: Postoffice,
    answer: str,
    state: str,
    code: str,
    is_goodbye: bool,  # noqa: FBT001 - of the table
) -> None:
    box = mailbox(office)
    who = make.customer(identities={"email": "nobody@example.cn"})
    say(who, box)
    office.faults["RCPT"] = answer

    carry(box)
    office.faults.clear()
    say(who, box, number="A18")
    carry(box)

    first, second = Delivery.objects.order_by("pk")
    assert (first.state, first.code, first.provider_code) == (state, code, answer[:3])
    assert [(each.code, each.provider_code) for each in Suppression.objects.all()] == (
        [("bounced", answer[:3])] if is_goodbye else []
    )
    expected = ("dropped", "suppressed") if is_goodbye else ("done", "")
    assert (second.state, second.code) == expected


def test_a_mailbox_that_was_full_gets_its_message_once_it_was_emptied(office: Postoffice) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        box = mailbox(office)
        say(make.customer(identities={"email": "full@example.cn"}), box)
        office.faults["RCPT"] = "552 5.2.2 mailbox full"
        carry(box)
        office.faults.clear()

        clock.shift(timedelta(minutes=59))
        carry(box)
        too_soon = len(office.letters)
        clock.shift(timedelta(minutes=2))
        carry(box)

    assert (too_soon, len(office.letters)) == (0, 1)
    assert Delivery.objects.get().state == "done"


def test_a_line_that_breaks_after_the_last_word_is_unknown_and_never_sent_again(
    office: Postoffice,
) -> None:
    box = mailbox(office)
    say(make.customer(identities={"email": "a@example.cn"}), box)
    office.faults["END"] = DROP
    carry(box)

    office.faults.clear()
    carry(box)

    assert Delivery.objects.get().state == "unknown"
    assert office.letters == []
