"""A mail server on this machine, that accepts, refuses, falls silent or drops the line."""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from tests.ports import free_port

HERE = "127.0.0.1"
USER, PASSWORD = "service@blossom.cn", "an-authorisation-code"
Moment = Literal["MAIL", "RCPT", "DATA", "END"]
DROP, SILENCE = "drop", "silence"
# What it says of every line would go where a command's output is looked at.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class Postoffice:
    """`faults` by the moment: an answer (`550 5.1.1 no`), `DROP` or `SILENCE`."""

    port: int
    faults: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    # To whom whole messages came, whatever was answered.
    heard: list[str] = field(default_factory=list)

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(each, policy=default) for each in self.taken]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._answer("MAIL", server)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        answer = self._answer("RCPT", server)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Called once the whole message has come."""
        self.heard += envelope.rcpt_tos
        answer = self._answer("END", server)
        if answer.startswith("2"):
            self.taken.append(envelope.original_content)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return answer

    def _answer(self, moment: Moment, server: Any) -> str:
        fault = self.faults.get(moment, "250 OK")
        if fault == DROP:
            server.transport.abort()
        # What comes in no line at all is never an answer.
        return "" if fault == SILENCE else fault


class Silent(SMTP):
    """Says nothing where the handler has no words."""

    async def push(self, status: Any) -> None:
        if status:
            await super().push(status)


class Office(Controller):
    def factory(self) -> SMTP:
        return Silent(self.handler, **self.SMTP_kwargs)


@contextmanager
def opened(
    faults: dict[str, str] | None = None,
    *,
    security: str = "none",
    certificate: Path | None = None,
    signs_in: bool = False,
    **more: Any,
) -> Iterator[Postoffice]:
    """Serves until the end of the block. With `signs_in` only `USER` may send."""
    office = Postoffice(port=free_port(), faults=faults or {})
    context = _context(certificate) if certificate else None
    asked: dict[str, Any] = {"auth_required": True, "authenticator": _knows} if signs_in else {}
    if security == "tls":
        asked |= {"ssl_context": context, "auth_require_tls": False}
    elif security == "starttls":
        asked |= {"tls_context": context, "require_starttls": True}
    served = Office(office, hostname=HERE, port=office.port, **asked, **more)
    served.start()
    try:
        yield office
    finally:
        served.stop()


def certificate(folder: Path, *, host: str = HERE) -> Path:
    """A certificate for `host` with its key, that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _knows(_server: Any, _session: Any, _envelope: Any, _how: str, told: Any) -> AuthResult:
    is_right = isinstance(told, LoginPassword) and (told.login, told.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=is_right, handled=False)
