"""What may leave this installation: one gate, asked before every call to anybody outside.

Two things shut it. A connection is held, after a backup was put back, until a person lets it go on
this machine. And with `GUISU_NOTHING_LEAVES` nothing is called but what `GUISU_LEAVES_TO` names:
hosts, and addresses of mail.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from guisu.ground.channels.carriers import adapter_of
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import CredentialsRefused, TryLater
from guisu.ground.channels.safe import SecretUnreadable, opened_struct

HELD = "this connection is held until a person lets it go"
NOTHING_LEAVES = "nothing leaves this installation but to the hosts that were named"
NOT_TO_THEM = "nothing leaves this installation but to the addresses that were named"
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Gate:
    """Of one connection; 0: of none that is stored."""

    connection: int = 0

    def let(self, host: str, *, to: Collection[str] = ()) -> None:
        """Nothing, where `host` may be called now; of mail, for `to`.

        Raises a `ChannelError`: nothing was said to anybody.
        """
        held = Connection.objects.filter(pk=self.connection, held_at__isnull=False)
        if self.connection and held.exists():
            raise CredentialsRefused(HELD)
        if not settings.NOTHING_LEAVES or host.lower() in settings.LEAVES_TO:
            return
        if not _some_addresses():
            raise CredentialsRefused(NOTHING_LEAVES)
        if not to or not {each.lower() for each in to} <= settings.LEAVES_TO:
            raise TryLater(NOT_TO_THEM, wait=LOOK_AGAIN)


def speaking() -> QuerySet[Connection]:
    """Connections that are called by themselves: in use, not held, and of hosts that may be."""
    free = Connection.objects.filter(is_active=True, held_at=None)
    if not settings.NOTHING_LEAVES:
        return free
    return free.filter(pk__in=[one.pk for one in free if _is_reached(one)])


def held() -> QuerySet[Connection]:
    """Those that wait for a person's word."""
    return Connection.objects.filter(held_at__isnull=False).order_by("pk")


def _is_reached(connection: Connection) -> bool:
    try:
        told = opened_struct(adapter_of(connection).settings, connection.sealed_settings)
    except SecretUnreadable:
        return False
    if told.server.lower() in settings.LEAVES_TO:
        return True
    return told.names_receivers and bool(_some_addresses())


def _some_addresses() -> frozenset[str]:
    return frozenset(each for each in settings.LEAVES_TO if "@" in each)
