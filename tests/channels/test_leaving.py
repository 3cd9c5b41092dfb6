"""The gate that everything asks before it leaves: held connections, and only who was named."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from guisu.ground.channels import carriers, leaving, services
from guisu.ground.channels.email import session
from guisu.ground.channels.email.carrier import SmtpCarrier
from guisu.ground.channels.email.settings import SmtpSettings
from guisu.ground.channels.leaving import Gate
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import (
    ChannelError,
    Content,
    CredentialsRefused,
    Parcel,
    TryLater,
)
from guisu.ground.channels.reach import Provider
from guisu.ground.channels.wecom import account, pictures
from guisu.ground.channels.wecom.account import client_for
from guisu.ground.channels.wecom.client import Call
from guisu.ground.channels.wecom.forms import Nothing
from guisu.ground.channels.wecom.wire import http_client
from guisu.ground.staff.models import AuditEntry
from tests import make
from tests.channels import acts
from tests.channels.fake import Fake

PACKAGE = Path(leaving.__file__).parents[2]
READ = Call("externalcontact/get_follow_user_list", Nothing)
# Whoever opens a line to somebody outside, and asks the gate before it does.
CALLERS = {
    "ground/channels/email/session.py",
    "ground/channels/wecom/pictures.py",
    "ground/channels/wecom/wire.py",
}
OPENS_A_LINE = re.compile(
    r"httpx\.(?:get|post|put|request|stream|Client|AsyncClient|HTTPTransport)\("
    r"|smtplib\.SMTP(?:_SSL)?\(|urllib\.request|http\.client\.HTTP|socket\.create_connection"
)


def held(connection: Connection) -> Connection:
    services.hold_all(why=Connection.Held.RESTORED, by=None, at=make.NOON)
    connection.refresh_from_db()
    return connection


def test_only_those_who_ask_the_gate_open_a_line_to_anybody() -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if OPENS_A_LINE.search(path.read_text())
    }

    # The demonstration speaks to a practice ground that it has started itself.
    assert {each for each in found if not each.startswith("demo/")} == CALLERS
    assert all("Gate" in (PACKAGE / each).read_text() for each in CALLERS)


@pytest.mark.django_db
def test_nothing_is_asked_of_wecom_by_a_held_connection() -> None:
    fake = Fake({READ.path: {"errcode": 0}})
    connection = acts.connection()
    http = http_client("https://wecom.test", fake.transport(), gate=Gate(connection.pk))
    client = client_for(connection, http)

    held(connection)
    with pytest.raises(CredentialsRefused, match="held"):
        client.ask(READ)
    asked_when_held = list(fake.asked)
    services.let_go(connection, by=make.mei(), at=make.NOON)
    client.ask(READ)

    assert asked_when_held == []
    assert fake.asked == ["gettoken", READ.path]


@pytest.mark.django_db
def test_the_calls_of_a_stored_connection_go_through_its_gate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gates: list[Gate | None] = []

    def noted(base_url: str, *, gate: Gate | None = None) -> Any:
        gates.append(gate)
        return http_client(base_url, Fake().transport(), gate=gate)

    monkeypatch.setattr(account, "http_client", noted)
    connection = acts.connection()

    account.account_of(connection)

    assert gates == [Gate(connection.pk)]


@pytest.mark.django_db
def test_no_mail_and_no_picture_by_a_held_connection() -> None:
    told = {"host": "127.0.0.1", "port": 9, "security": "none", "sender": "shop@example.com"}
    mailbox = services.connect(provider=Provider.SMTP, settings=told, by=None, at=make.NOON)
    wecom = acts.connection(base_url="http://127.0.0.1:9")
    held(mailbox)
    parcel = Parcel("k", ("mei@example.cn",), Content("你好", "你好"), make.NOON + timedelta(1))

    with pytest.raises(CredentialsRefused, match="held"):
        carriers.carrier_of(mailbox).carry(parcel)
    with pytest.raises(CredentialsRefused, match="held"):
        pictures.fetched(wecom, "http://127.0.0.1:9/code.png")
    examined = [carriers.adapter_of(each) for each in (mailbox, wecom)]

    findings = [
        adapter.examine(each, at=make.NOON, heard_at=None)
        for adapter, each in zip(examined, (mailbox, wecom), strict=True)
    ]

    assert [any(one.state == "bad" for one in each) for each in findings] == [True, True]


@pytest.mark.django_db
def test_what_is_held_speaks_again_when_a_person_says_so_and_both_are_audited() -> None:
    connection = acts.connection()

    first = services.hold_all(why=Connection.Held.RESTORED, by=None, at=make.NOON)
    again = services.hold_all(why=Connection.Held.ASKED, by=None, at=make.NOON + timedelta(1))
    connection.refresh_from_db()
    why, speaking = connection.held_for, leaving.speaking().count()
    services.let_go(connection, by=make.mei(), at=make.NOON)
    services.let_go(connection, by=make.mei(), at=make.NOON)

    assert (first, again, why, speaking) == (1, 1, "restored", 0)
    assert leaving.speaking().get() == connection
    noted = AuditEntry.objects.filter(action__startswith="channel.").order_by("pk")
    assert [each.action for each in noted][-2:] == ["channel.held", "channel.let_go"]


@pytest.mark.django_db
def test_where_nothing_leaves_only_the_named_are_reached(settings: Any) -> None:
    settings.NOTHING_LEAVES = True
    settings.LEAVES_TO = frozenset({"127.0.0.1"})
    acts.connection()
    practised = acts.connection(base_url="http://127.0.0.1:9", corp_id="another")

    Gate(practised.pk).let("127.0.0.1")
    with pytest.raises(CredentialsRefused, match="nothing leaves"):
        Gate().let("qyapi.weixin.qq.com")

    assert list(leaving.speaking()) == [practised]


def test_of_mail_the_receivers_may_be_named(settings: Any) -> None:
    settings.NOTHING_LEAVES = True
    settings.LEAVES_TO = frozenset({"mei@example.cn"})

    Gate().let("mail.example.com", to=("Mei@Example.cn",))

    for to in (("jun@example.cn",), ("mei@example.cn", "jun@example.cn"), ()):
        with pytest.raises(TryLater):
            Gate().let("mail.example.com", to=to)


def test_a_mail_asks_with_its_receiver(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.NOTHING_LEAVES = True
    settings.LEAVES_TO = frozenset({"mei@example.cn"})
    opened: list[str] = []
    monkeypatch.setattr(session, "_server", lambda told: opened.append(told.host))
    own = SmtpSettings("mail.example.com", "shop@example.com")
    parcel = Parcel("k", ("jun@example.cn",), Content("你好", "你好"), make.NOON)

    with pytest.raises(ChannelError, match="to the addresses that were named"):
        SmtpCarrier(own).carry(parcel)

    assert opened == []
