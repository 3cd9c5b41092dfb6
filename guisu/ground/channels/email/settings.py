"""What connects a mailbox that we may send from."""

import re
from collections.abc import Mapping
from typing import ClassVar, Literal, Self, TypeAlias

from guisu.ground.channels.domain import LOOPBACK, BadConnection
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Settings
from guisu.ground.channels.safe import opened_struct
from guisu.ground.kernel.words import gettext_noop

Security: TypeAlias = Literal["tls", "starttls", "none"]
# One address as it stands in an envelope: nothing that could end it or begin another one. Stray
# dots stay: some providers gave out such names.
ADDRESS = re.compile(r"(?=[!-~]+\Z)[^@<>()\[\],;:\\\"]+@[^@<>()\[\],;:\\\"]+")
HOST = re.compile(r"[A-Za-z0-9.:-]+", re.ASCII)
MOST_PORT = 65_535
NO_SERVER = gettext_noop("the server's name or port cannot be right")
IN_THE_CLEAR = gettext_noop("without encryption mail goes to this machine only")
NO_SENDER = gettext_noop("an address looks like name@example.com")
NO_NAME = gettext_noop("the sender's name is one line of text")
HALF_SIGNED_IN = gettext_noop("a user name needs a password")
NOT_ASCII = gettext_noop("user name and password are plain letters, digits and signs")
NONE_A_MINUTE = gettext_noop("at least one message a minute")


class SmtpSettings(Settings, frozen=True, forbid_unknown_fields=True):
    """`security`: `tls` from the first byte (465), `starttls` (587), `none` on this machine only.

    Without `username` nobody signs in. `a_minute` is what the provider lets through.
    """

    host: str
    sender: str
    port: int = 465
    security: Security = "tls"
    username: str = ""
    password: str = ""
    sender_name: str = ""
    reply_to: str = ""
    a_minute: int = 60

    SECRETS: ClassVar[tuple[str, ...]] = ("password",)
    names_receivers: ClassVar[bool] = True
    SENT_TO: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "password": ("host", "port", "security", "username")
    }

    @property
    def account(self) -> str:
        return f"{self.sender} · {self.host}"[:200]

    @property
    def server(self) -> str:
        return self.host

    @property
    def domain(self) -> str:
        """Of the sender: what we call ourselves, and what our messages' ids end with."""
        return self.sender.rpartition("@")[2]

    def checked(self) -> Self:
        for is_wrong, problem in (
            (not _is_host(self.host) or not 0 < self.port <= MOST_PORT, NO_SERVER),
            (self.security == "none" and self.host not in LOOPBACK, IN_THE_CLEAR),
            (not ADDRESS.fullmatch(self.sender), NO_SENDER),
            (bool(self.reply_to) and not ADDRESS.fullmatch(self.reply_to), NO_SENDER),
            (not self.sender_name.isprintable(), NO_NAME),
            (bool(self.username) != bool(self.password), HALF_SIGNED_IN),
            (not (self.username + self.password).isascii(), NOT_ASCII),
            (self.a_minute < 1, NONE_A_MINUTE),
        ):
            if is_wrong:
                raise BadConnection(problem=problem)
        return self


def _is_host(host: str) -> bool:
    """Whether it can be looked up: no label is empty or too long."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return HOST.fullmatch(host) is not None


def settings_of(connection: Connection) -> SmtpSettings:
    """Raises `SecretUnreadable`."""
    return opened_struct(SmtpSettings, connection.sealed_settings)
