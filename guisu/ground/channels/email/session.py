"""One conversation with a mail server, step by step, each within bounds. RFC 5321, 3207, 4954.

Every step raises a `ChannelError` and nothing else.
"""

import re
import smtplib
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from guisu.ground.channels.email.errors import (
    GO_ON,
    Call,
    accepted,
    before_anything_was_said,
    while_it_was_said,
)
from guisu.ground.channels.email.settings import SmtpSettings
from guisu.ground.channels.leaving import Gate
from guisu.ground.channels.port import CredentialsRefused

# Of each step; the last may take longer, while the server looks the message over.
SECONDS, SECONDS_AT_THE_END = 10.0, 30.0
DOT = re.compile(rb"^\.", re.MULTILINE)


@contextmanager
def conversation(
    settings: SmtpSettings, gate: Gate, *, to: Collection[str]
) -> Iterator[smtplib.SMTP]:
    """Connected, encrypted and signed in."""
    with connected(settings, gate, to=to) as server:
        encrypt(server, settings)
        sign_in(server, settings)
        yield server


@contextmanager
def connected(
    settings: SmtpSettings, gate: Gate, *, to: Collection[str] = ()
) -> Iterator[smtplib.SMTP]:
    """Greeted each other; with `tls` encrypted already. The gate is asked first."""
    gate.let(settings.host, to=to)
    with before_anything_was_said(Call.CONNECT):
        server = _server(settings)
    try:
        with before_anything_was_said(Call.GREET):
            server.ehlo_or_helo_if_needed()
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def encrypt(server: smtplib.SMTP, settings: SmtpSettings) -> None:
    if settings.security == "starttls":
        with before_anything_was_said(Call.ENCRYPT):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()


def sign_in(server: smtplib.SMTP, settings: SmtpSettings) -> None:
    if not settings.username:
        return
    with before_anything_was_said(Call.SIGN_IN):
        server.login(settings.username, settings.password)


def name_sender(server: smtplib.SMTP, settings: SmtpSettings) -> None:
    """A server that does not let us send as `sender` says so here."""
    with before_anything_was_said(Call.SENDER):
        told = server.mail(settings.sender)
    accepted(Call.SENDER, told, final=CredentialsRefused)


def hand_over(server: smtplib.SMTP, to: str, message: bytes) -> None:
    """Name the receiver and give the message; returns once the server has it for good.

    `message` has CRLF ends of lines.
    """
    with before_anything_was_said(Call.RECEIVER):
        told = server.rcpt(to)
    accepted(Call.RECEIVER, told)
    with before_anything_was_said(Call.MESSAGE):
        told = server.docmd(Call.MESSAGE)
    accepted(Call.MESSAGE, told, by=GO_ON)
    with while_it_was_said(Call.MESSAGE):
        if server.sock is not None:
            server.sock.settimeout(SECONDS_AT_THE_END)
        server.send(DOT.sub(b"..", message) + b".\r\n")
        told = server.getreply()
    accepted(Call.MESSAGE, told)


def _server(settings: SmtpSettings) -> smtplib.SMTP:
    where = (settings.host, settings.port, settings.domain)
    if settings.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(*where, timeout=SECONDS, context=context)
    return smtplib.SMTP(*where, timeout=SECONDS)
