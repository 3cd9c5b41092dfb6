"""Which provider a connection speaks to, and what it can be asked: registered by each at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Advice, Carrier, Finding

NO_SUCH_WAY = "a connection of %s carries nothing by way of %s"


class Way(StrEnum):
    """What a parcel travels as. Most providers know one way; WeCom knows one for each occasion."""

    DIRECT = "direct"  # straight to the address of a person
    APP = "app"  # an app message to a colleague
    WELCOME = "welcome"  # the one answer that a welcome code is good for
    MASS = "mass"  # asked for; a colleague confirms it and it goes to their customers
    GROUPS = "groups"  # asked for; an owner confirms it and it goes into their groups


@dataclass(frozen=True, slots=True)
class Adapter:
    """A provider, as the rooms above see it.

    `examine` asks the provider what is wrong with a connection; its last argument is when
    something last came in. Each finding's check is a key of `advice`.
    """

    carriers: Mapping[Way, Callable[[Connection], Carrier]]
    examine: Callable[[Connection, datetime, datetime | None], list[Finding]]
    advice: Mapping[str, Advice] = field(default_factory=lambda: MappingProxyType({}))


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
