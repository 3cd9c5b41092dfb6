"""Who hears what a provider pushes: registered by each room for each provider it understands.

`callbacks` keeps a message before anybody hears it. What cannot wait for its turn hears it in the
same transaction (`at_once`); everybody else when the message is worked off, as often as it takes.
"""

from collections import defaultdict
from datetime import datetime
from typing import Protocol

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port.inbound import Fields


class Hearer(Protocol):
    def __call__(self, connection: Connection, told: Fields, *, at: datetime) -> None:
        """Take one message in; safe to repeat at any time. May raise a `ChannelError`."""
        ...


_hearers: defaultdict[str, list[Hearer]] = defaultdict(list)
_at_once: defaultdict[str, list[Hearer]] = defaultdict(list)


def hear(provider: str, hearer: Hearer, *, at_once: bool = False) -> None:
    """Called in `apps.ready`. One that hears `at_once` writes rows, and does nothing else."""
    (_at_once if at_once else _hearers)[provider].append(hearer)


def arrived(connection: Connection, told: Fields, *, at: datetime) -> None:
    """Tell those who cannot wait. Inside the transaction that keeps the message."""
    for hearer in _at_once[connection.provider]:
        hearer(connection, told, at=at)


def take(connection: Connection, told: Fields, *, at: datetime) -> None:
    """Tell everybody else. Raises what the first of them raises."""
    for hearer in _hearers[connection.provider]:
        hearer(connection, told, at=at)
