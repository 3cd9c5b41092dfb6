"""Which provider a connection speaks to, and what it can be asked: registered by each at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from guisu.ground.channels.domain import CannotBeCarried
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Advice, Carrier, Content, Finding, Settings
from guisu.ground.channels.port.inbound import Pushed, Told

NO_DOOR = "nothing is posted to a connection of %s"
NO_SUCH_WAY = "a connection of %s carries nothing by way of %s"


class Way(StrEnum):
    """What a parcel travels as. Most providers know one way; WeCom knows one for each occasion."""

    DIRECT = "direct"  # straight to the address of a person
    APP = "app"  # an app message to a colleague
    WELCOME = "welcome"  # the one answer that a welcome code is good for
    MASS = "mass"  # to many persons, once a colleague has confirmed it
    GROUPS = "groups"  # to many groups, once their owner has confirmed it
    MOMENT = "moment"  # to whoever looks at colleagues' moments, once they publish it


class Examination(Protocol):
    def __call__(
        self, connection: Connection, *, at: datetime, heard_at: datetime | None
    ) -> list[Finding]:
        """Ask the provider what is wrong; `heard_at` is when something last came in."""
        ...


class Door(Protocol):
    """How a provider posts to us. All methods raise `Refused` for what is not theirs."""

    def prove(self, connection: Connection, pushed: Pushed) -> bytes:
        """What a provider wants to hear that asks whether the address is ours."""
        ...

    def open(self, connection: Connection, pushed: Pushed) -> bytes:
        """The message inside, once its signature was checked. Raises `SecretUnreadable` too."""
        ...

    def read(self, message: bytes) -> Told:
        """What an opened message says. Raises `Unreadable`."""
        ...


@dataclass(frozen=True, slots=True)
class Adapter:
    """A provider, as the rooms above see it. Each finding's check is a key of `advice`.

    `calls_a_minute` is what it lets through of one call; 0 where calls are not counted. `door` is
    None where it posts nothing.
    """

    settings: type[Settings]
    examine: Examination
    advice: Mapping[str, Advice]
    calls_a_minute: int = 0
    carriers: Mapping[Way, Callable[[Connection], Carrier]] = field(default_factory=dict)
    door: Door | None = None


_adapters: dict[str, Adapter] = {}


def register(provider: str, adapter: Adapter) -> None:
    """Called in `apps.ready` by the folder of the provider."""
    _adapters[provider] = adapter


def adapter_of(connection: Connection) -> Adapter:
    return _adapters[connection.provider]


def door_of(connection: Connection) -> Door:
    """How its provider posts to us. Raises `LookupError` where it posts nothing."""
    door = adapter_of(connection).door
    if door is None:
        raise LookupError(NO_DOOR % connection.provider)
    return door


def check(content: Content, connection: Connection, way: Way) -> None:
    """Raise `CannotBeCarried` with the first problem of `content` by `way`."""
    for problem in carrier_of(connection, way).check(content):
        raise CannotBeCarried(problem)


def carrier_of(connection: Connection, way: Way = Way.DIRECT) -> Carrier:
    """How `connection` carries what goes by `way`. Raises `LookupError` where it never does."""
    carriers = adapter_of(connection).carriers
    if way not in carriers:
        raise LookupError(NO_SUCH_WAY % (connection.provider, way))
    return carriers[way](connection)
