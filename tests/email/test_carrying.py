"""One message by SMTP, to a real server on this machine that also refuses, waits and hangs up."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from guisu.ground.channels.domain import BadConnection
from guisu.ground.channels.email import session
from guisu.ground.channels.email.carrier import SmtpCarrier
from guisu.ground.channels.email.errors import Call, before_anything_was_said
from guisu.ground.channels.email.settings import SmtpSettings
from guisu.ground.channels.port import (
    Card,
    ChannelError,
    Content,
    CredentialsRefused,
    File,
    Link,
    NoSuchAddress,
    OutcomeUnknown,
    Parcel,
    Picture,
    Rejected,
    Step,
    TryLater,
)
from tests import make
from tests.email.postoffice import DROP, HERE, PASSWORD, SILENCE, USER, certificate, opened

pytestmark = [
    pytest.mark.enable_socket,
    # The server does not see that the line was encrypted before its first word.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]
SAID = Content("您的订单已发货。\n.一行以点开头", "订单已发货", "<p>您的订单已发货。</p>")
MEI = "mei@example.cn"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "SECONDS", 1.0)
    monkeypatch.setattr(session, "SECONDS_AT_THE_END", 1.0)


def settings(port: int, **more: Any) -> SmtpSettings:
    told = {"host": HERE, "port": port, "security": "none", "sender": USER}
    return SmtpSettings(**{**told, "sender_name": "小满母婴", **more})


def parcel(content: Content = SAID, *, to: str = MEI, key: str = "order:7", **more: Any) -> Parcel:
    until = make.NOON + timedelta(days=1)
    return Parcel(key=key, to=(to,), content=content, expires_at=until, **more)


def test_a_message_arrives_as_it_was_said() -> None:
    with opened() as office:
        taken = SmtpCarrier(settings(office.port)).carry(parcel(language="zh-hans"))

    [letter] = office.letters
    assert office.envelopes == [(USER, [MEI])]
    assert letter["Subject"] == "订单已发货"
    assert letter["From"].addresses[0].display_name == "小满母婴"
    assert letter["To"] == MEI
    assert letter["Content-Language"] == "zh-hans"
    plain, rich = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert plain.get_content().splitlines() == SAID.text.splitlines()
    assert rich is not None
    assert "您的订单已发货。" in rich.get_content()
    assert taken.step is Step.HANDED_OVER
    assert taken.reference == letter["Message-ID"]


def test_the_same_parcel_has_the_same_message_id_and_another_has_another() -> None:
    with opened() as office:
        carrier = SmtpCarrier(settings(office.port))
        told = [carrier.carry(parcel(key=key)).reference for key in ("a", "a", "b")]

    assert told[0] == told[1] != told[2]
    assert told[0].endswith("@blossom.cn>")


def test_no_line_is_longer_than_mail_servers_take_and_none_ends_bare() -> None:
    content = Content("很长的一行" * 2_000, "长" * 150)

    with opened() as office:
        SmtpCarrier(settings(office.port)).carry(parcel(content))

    [raw] = office.taken
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert office.letters[0]["Subject"] == content.title


def test_links_stand_in_text_and_html_and_files_are_attached() -> None:
    parts = (
        Link("看<详情>", "https://example.cn/?a=1&b=2"),
        Picture("a" * 64, "花.png"),
        File("b" * 64, "说明.pdf"),
    )
    files = {"a" * 64: PNG, "b" * 64: b"%PDF-"}

    with opened() as office:
        said = Content("你好", "信", "<p>你好</p>", parts)
        SmtpCarrier(settings(office.port)).carry(parcel(said, files=files))

    [letter] = office.letters
    plain, rich = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert plain.get_content().split() == ["你好", "看<详情>", "https://example.cn/?a=1&b=2"]
    assert rich is not None
    assert "看&lt;详情&gt;" in rich.get_content()
    assert "a=1&amp;b=2" in rich.get_content()
    attached = [(each.get_filename(), each.get_content()) for each in letter.iter_attachments()]
    assert attached == [("花.png", PNG), ("说明.pdf", b"%PDF-")]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_line_is_encrypted_and_the_mailbox_signed_in(
    security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    ours = {"security": security, "username": USER, "password": PASSWORD}

    with opened(security=security, certificate=trusted, signs_in=True) as office:
        SmtpCarrier(settings(office.port, **ours)).carry(parcel())

    assert len(office.taken) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_ends_it_before_the_password(
    security: str, tmp_path: Path
) -> None:
    ours = {"security": security, "username": USER, "password": PASSWORD}

    with (
        opened(security=security, certificate=certificate(tmp_path), signs_in=True) as office,
        pytest.raises(CredentialsRefused, match="not trusted"),
    ):
        SmtpCarrier(settings(office.port, **ours)).carry(parcel())


def test_a_wrong_password_is_for_a_person_to_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    ours = {"security": "tls", "username": USER, "password": "mistyped"}

    with (
        opened(security="tls", certificate=trusted, signs_in=True) as office,
        pytest.raises(CredentialsRefused) as refused,
    ):
        SmtpCarrier(settings(office.port, **ours)).carry(parcel())

    assert refused.value.code == 535
    assert "mistyped" not in str(refused.value)


def test_a_server_that_does_not_encrypt_gets_nothing() -> None:
    with opened() as office, pytest.raises(CredentialsRefused, match="does not offer"):
        SmtpCarrier(settings(office.port, security="starttls")).carry(parcel())

    assert office.taken == []


@pytest.mark.parametrize(
    ("faults", "outcome", "code"),
    [
        ({"MAIL": "553 5.7.1 not your address"}, CredentialsRefused, 553),
        ({"MAIL": "451 4.3.0 later"}, TryLater, 451),
        ({"RCPT": "550 5.1.1 no such user"}, NoSuchAddress, 550),
        ({"RCPT": "452 4.2.2 mailbox full"}, TryLater, 452),
        ({"END": "554 5.7.1 looks like spam"}, Rejected, 554),
        ({"END": "421 4.7.0 slow down"}, TryLater, 421),
        ({"MAIL": DROP}, TryLater, 0),
        ({"RCPT": SILENCE}, TryLater, 0),
        ({"END": DROP}, OutcomeUnknown, 0),
        ({"END": SILENCE}, OutcomeUnknown, 0),
    ],
)
def test_what_the_server_says_means_one_of_four_things(
    faults: dict[str, str], outcome: type[ChannelError], code: int
) -> None:
    with opened(faults) as office, pytest.raises(ChannelError) as raised:
        SmtpCarrier(settings(office.port)).carry(parcel())

    assert type(raised.value) is outcome
    assert raised.value.code == code
    assert office.taken == []
    assert MEI not in str(raised.value)


def test_where_nobody_listens_it_was_not_taken() -> None:
    with pytest.raises(TryLater):
        SmtpCarrier(settings(1)).carry(parcel())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: parcel(to="mei@example.cn\r\nBcc: all@example.cn"),
        lambda: parcel(to="mei@example.cn, all@example.cn"),
        lambda: parcel(to="<mei@example.cn>"),
        lambda: parcel(to="no-address"),
        lambda: parcel(Content("x", "Hello\r\nBcc: all@example.cn")),
        lambda: parcel(Content("x", "Hello\nBcc: all@example.cn")),
        lambda: parcel(Content("x", "")),
        lambda: parcel(Content("x", "y", parts=(Picture("a" * 64),))),
    ],
)
def test_nothing_that_would_write_a_header_of_its_own_leaves(wrong: Callable[[], Parcel]) -> None:
    with opened() as office, pytest.raises(Rejected):
        SmtpCarrier(settings(office.port)).carry(wrong())

    assert office.taken == []
    assert office.envelopes == []


def test_what_an_e_mail_cannot_hold_is_named_before_it_is_sent() -> None:
    card = Card("积分", "wx1", "pages/points")
    too_much = Content("长" * 70_000, "题" * 200, parts=(card,) * 11)

    found = SmtpCarrier(settings(25)).check(too_much)

    assert [each.code for each in found] == [
        "email.subject_too_long",
        "email.text_too_long",
        "email.too_many_parts",
        "email.card",
    ]
    assert SmtpCarrier(settings(25)).check(SAID) == []


def test_a_mailbox_shares_one_budget_in_all_processes() -> None:
    first, second = (SmtpCarrier(settings(25, a_minute=7)).budgets() for _ in range(2))

    assert first == second
    assert (first[0].calls, first[0].seconds) == (7, 60)


@pytest.mark.parametrize("to", ["taro..y@docomo.ne.jp", ".taro.@docomo.ne.jp"])
def test_names_with_stray_dots_are_written_to_as_they_were_given(to: str) -> None:
    with opened() as office:
        SmtpCarrier(settings(office.port)).carry(parcel(to=to))

    assert office.envelopes == [(USER, [to])]
    assert f"\r\nTo: {to}\r\n".encode() in office.taken[0]


@pytest.mark.parametrize(
    "odd",
    [
        parcel(to="小满@example.cn"),
        parcel(to="mei@例子.cn"),
        parcel(to="mei\x00@example.cn"),
        parcel(Content("x", "y", parts=(Link("\ud800", "https://example.cn"),))),
    ],
)
def test_what_no_mail_can_be_made_of_is_refused(odd: Parcel) -> None:
    with opened() as office, pytest.raises(Rejected):
        SmtpCarrier(settings(office.port)).carry(odd)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": "service@müller.example"},
        {"reply_to": "客服@example.cn"},
        {"username": "客服", "password": PASSWORD},
        {"username": USER, "password": "授权码"},
        {"host": "smtp..qq.com"},
        {"host": f"{'a' * 64}.cn"},
    ],
)
def test_what_cannot_be_said_to_a_server_is_refused_when_entered_and_if_it_is_stored(
    wrong: dict[str, str],
) -> None:
    with pytest.raises(BadConnection):
        settings(25, **wrong).checked()
    with pytest.raises(CredentialsRefused):
        SmtpCarrier(settings(25, **wrong)).carry(parcel())


def test_whatever_python_cannot_say_before_the_message_is_for_a_person_to_mend() -> None:
    with pytest.raises(CredentialsRefused), before_anything_was_said(Call.SIGN_IN):
        "授权码".encode("ascii")
