"""One service message by e-mail, from the decision to the mail server and back into the tables."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from guisu.act.outreach.domain.codes import Purpose
from guisu.act.outreach.models import Delivery
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


def test_a_mailbox_that_there_is_not_is_a_refusal_with_its_code(office: Postoffice) -> None:
    box = mailbox(office)
    say(make.customer(identities={"email": "nobody@example.cn"}), box)
    office.faults["RCPT"] = "550 5.1.1 no such user"

    carry(box)

    copy = Delivery.objects.get()
    assert (copy.state, copy.code, copy.provider_code) == ("failed", "provider", "550")


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
