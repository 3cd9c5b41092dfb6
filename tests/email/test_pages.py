"""A mailbox in the console: connected, examined, tried out; its password is shown nowhere."""

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from guisu.config.cli import application
from guisu.ground.channels.email import session
from guisu.ground.channels.email.doctor import Check, examine
from guisu.ground.channels.email.settings import settings_of
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import State
from guisu.ground.channels.safe import sealed_struct
from guisu.ground.staff.models import AuditEntry
from tests import make
from tests.console.browsing import browser
from tests.email.acts import mailbox
from tests.email.postoffice import DROP, PASSWORD, USER, opened

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "SECONDS", 1.0)
    monkeypatch.setattr(session, "SECONDS_AT_THE_END", 1.0)


@pytest.fixture
def mei() -> Client:
    return browser(make.mei())


def filled(**more: object) -> dict[str, object]:
    told = {"name": "Service", "host": "smtp.example.cn", "port": 465, "security": "tls"}
    ours = {"sender": USER, "username": USER, "password": PASSWORD, "a_minute": 30}
    return {**told, **ours, **more}


def test_a_mailbox_is_connected_and_its_password_sealed(mei: Client) -> None:
    answer = mei.post(reverse("console:new-mailbox"), filled())

    made = Connection.objects.get()
    page = reverse("console:channel", args=[made.pk])
    assert answer.headers["Location"] == page
    assert settings_of(made).password == PASSWORD
    edit = mei.get(reverse("console:channel-edit", args=[made.pk])).content.decode()
    shown = (
        mei.get(page).content.decode()
        + edit
        + mei.get(reverse("console:channels")).content.decode()
    )
    assert made.account in shown
    assert "smtp.example.cn" in edit
    assert PASSWORD not in shown + str(AuditEntry.objects.get().after)
    assert AuditEntry.objects.get().after["secrets"] == ["password"]


def test_a_change_keeps_the_password_that_is_left_empty(mei: Client) -> None:
    mei.post(reverse("console:new-mailbox"), filled())
    made = Connection.objects.get()
    address = reverse("console:channel-edit", args=[made.pk])

    mei.post(address, filled(name="Two", password="", is_active="on"))

    made.refresh_from_db()
    assert (made.name, made.is_active, settings_of(made).password) == ("Two", True, PASSWORD)


@pytest.mark.parametrize(
    "wrong",
    [
        {"security": "none"},
        {"password": ""},
        {"sender": "nobody"},
        {"host": "smtp.example.cn\r\nQUIT"},
        {"sender_name": "a\x00b"},
        {"port": 0},
    ],
)
def test_what_cannot_be_a_mailbox_is_said_beside_the_form(
    mei: Client, wrong: dict[str, object]
) -> None:
    answer = mei.post(reverse("console:new-mailbox"), filled(**wrong))

    assert answer.status_code == 422
    assert not Connection.objects.exists()


def test_the_test_message_arrives_and_is_noted_without_its_receiver(mei: Client) -> None:
    with opened() as office:
        made = mailbox(office.port)
        tried = reverse("console:channel-test", args=[made.pk])
        answer = mei.post(tried, {"to": "mei@example.cn"}, follow=True)

    [letter] = office.letters
    assert letter["To"] == "mei@example.cn"
    assert "mei@example.cn" in answer.content.decode()
    noted = AuditEntry.objects.get(action="channel.tested")
    assert "mei@" not in f"{noted.before} {noted.after}"


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ({"RCPT": "550 5.1.1 nobody"}, "knows nobody at this address. (550)"),
        ({"RCPT": "550 5.7.1 not from you"}, "refused the message for good. (550)"),
        ({"RCPT": "450 4.2.0 busy"}, "try again later. (450)"),
        ({"MAIL": "553 5.7.1 not yours"}, "lets us send nothing: see the check. (553)"),
        ({"END": DROP}, "not known whether the message arrived"),
    ],
)
def test_the_page_says_what_became_of_the_test_message(
    mei: Client, faults: dict[str, str], said: str
) -> None:
    with opened(faults) as office:
        tried = reverse("console:channel-test", args=[mailbox(office.port).pk])
        answer = mei.post(tried, {"to": "mei@example.cn"}, follow=True)

    assert said in answer.content.decode()
    assert not AuditEntry.objects.filter(action="channel.tested").exists()


@pytest.mark.parametrize(
    ("faults", "sick"),
    [({}, None), ({"MAIL": "553 5.7.1 not yours"}, Check.SENDER)],
)
def test_the_doctor_talks_to_the_server_and_sends_nothing(
    faults: dict[str, str], sick: Check | None
) -> None:
    with opened(faults) as office:
        found = examine(mailbox(office.port), at=make.NOON, heard_at=None)

    assert [each.check for each in found] == list(Check)
    assert [each.check for each in found if each.state is State.BAD] == ([sick] if sick else [])
    assert office.taken == []


def test_a_server_that_is_not_there_is_named_and_nothing_behind_it() -> None:
    states = {each.check: each.state for each in examine(mailbox(1), at=make.NOON, heard_at=None)}

    assert states[Check.REACHED] is State.BAD
    assert states[Check.SENDER] is State.UNKNOWN


def test_the_command_looks_at_mailboxes_too_and_says_what_to_do() -> None:
    mailbox(1)

    told = CliRunner().invoke(application(), ["doctor"])

    assert told.exit_code == 1
    assert "能连上邮件服务器" in told.stdout
    assert "Many clouds shut port 25" in told.stdout


def test_a_mailbox_is_not_taken_for_wecom(mei: Client) -> None:
    mailbox(1)

    answer = mei.get(reverse("console:new-code"), follow=True)

    assert "Connect WeCom first" in answer.content.decode()


def test_only_who_manages_settings_may_connect_and_try() -> None:
    made, client = mailbox(1), browser(make.bo())

    for name, arguments in (("new-mailbox", []), ("channel-test", [made.pk])):
        assert client.post(reverse(f"console:{name}", args=arguments)).status_code == 403


def test_the_doctor_survives_what_was_stored_before_it_was_looked_at() -> None:
    made = mailbox(1)
    kept = msgspec.structs.replace(settings_of(made), host="smtp..qq.com")
    made.sealed_settings = sealed_struct(kept)

    states = {each.check: each.state for each in examine(made, at=make.NOON, heard_at=None)}

    assert states[Check.REACHED] is State.BAD


@pytest.mark.parametrize(
    "elsewhere",
    [{"host": "evil.example"}, {"port": 587}, {"security": "starttls"}, {"username": "other"}],
)
def test_a_kept_password_goes_to_no_other_server(mei: Client, elsewhere: dict[str, object]) -> None:
    mei.post(reverse("console:new-mailbox"), filled())
    made = Connection.objects.get()
    address = reverse("console:channel-edit", args=[made.pk])

    refused = mei.post(address, filled(password="", is_active="on", **elsewhere))

    assert refused.status_code == 422
    assert "enter the secret again" in refused.content.decode()
    made.refresh_from_db()
    assert settings_of(made).host == "smtp.example.cn"
    mei.post(address, filled(password="new", is_active="on", **elsewhere))
    made.refresh_from_db()
    assert settings_of(made).password == "new"
