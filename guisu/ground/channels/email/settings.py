"""What connects a mailbox that we may send from."""

import re
from typing import ClassVar, Literal, Self, TypeAlias

from guisu.ground.channels.domain import LOOPBACK, BadConnection
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Settings
from guisu.ground.channels.safe import opened_struct

Security: TypeAlias = Literal["tls", "starttls", "none"]
# One address as it stands in an envelope: nothing that could end it or begin another one.
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+", re.ASCII)
HOST = re.compile(r"[A-Za-z0-9.:-]+", re.ASCII)
MOST_PORT = 65_535


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

    @property
    def account(self) -> str:
        return f"{self.sender} · {self.host}"[:200]

    @property
    def domain(self) -> str:
        """Of the sender: what we call ourselves, and what our messages' ids end with."""
        return self.sender.rpartition("@")[2]

    def checked(self) -> Self:
        if not HOST.fullmatch(self.host) or not 0 < self.port <= MOST_PORT:
            raise BadConnection(problem=f"{self.host}:{self.port}")
        if self.security == "none" and self.host not in LOOPBACK:
            raise BadConnection(problem="unencrypted")
        for address in (self.sender, self.reply_to or self.sender):
            if not ADDRESS.fullmatch(address):
                raise BadConnection(problem=address or "sender")
        if not self.sender_name.isprintable() or bool(self.username) != bool(self.password):
            raise BadConnection(problem="sender name, user name, password")
        if self.a_minute < 1:
            raise BadConnection(problem="a_minute")
        return self


def settings_of(connection: Connection) -> SmtpSettings:
    """Raises `SecretUnreadable`."""
    return opened_struct(SmtpSettings, connection.sealed_settings)
