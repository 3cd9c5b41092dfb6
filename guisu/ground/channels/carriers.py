"""Which provider a connection speaks to, and what it can be asked: registered by each at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Advice, Carrier, Finding, Settings

NO_SUCH_WAY = "a connection of %s carries nothing by way of %s"


class Way(StrEnum):
    """What a parcel travels as. Most providers know one way; WeCom knows one for each occasion."""

    DIRECT = "direct"  # straight to the address of a person
    APP = "app"  # an app message to a colleague
    WELCOME = "welcome"  # the one answer that a welcome code is good for
    MASS = "mass"  # asked for; a colleague confirms it and it goes to their customers
    GROUPS = "groups"  # asked for; an owner confirms it and it goes into their groups


class Examination(Protocol):
    def __call__(
        self, connection: Connection, *, at: datetime, heard_at: datetime | None
    ) -> list[Finding]:
        """Ask the provider what is wrong; `heard_at` is when something last came in."""
        ...


@dataclass(frozen=True, slots=True)
class Adapter:
    """A provider, as the rooms above see it. Each finding's check is a key of `advice`.

    `calls_a_minute` is what it lets through of one call; 0 where calls are not counted.
    """

    settings: type[Settings]
    examine: Examination
    advice: Mapping[str, Advice]
    calls_a_minute: int = 0
    carriers: Mapping[Way, Callable[[Connection], Carrier]] = field(default_factory=dict)


_adapters: dict[str, Adapter] = {}


def register(provider: str, adapter: Adapter) -> None:
    """Called in `apps.ready` by the folder of the provider."""
    _adapters[provider] = adapter


def adapter_of(connection: Connection) -> Adapter:
    return _adapters[connection.provider]


def carrier_of(connection: Connection, way: Way = Way.DIRECT) -> Carrier:
    """How `connection` carries what goes by `way`. Raises `LookupError` where it never does."""
    carriers = adapter_of(connection).carriers
    if way not in carriers:
        raise LookupError(NO_SUCH_WAY % (connection.provider, way))
    return carriers[way](connection)
