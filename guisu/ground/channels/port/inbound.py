"""What providers post: whether it is theirs, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

Fields: TypeAlias = Mapping[str, Any]


class Refused(Exception):
    """What came was not made by the provider for this connection, or cannot be read."""


class Unreadable(Refused):
    """Nothing that this provider would send."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """One request of a provider's, as it came: what stands in the address, and the body.

    `came_at`: when; None where its age does not matter.
    """

    query: Mapping[str, str]
    body: bytes = b""
    came_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says. `contacts` are the people in it, by the provider's ids for them.

    `about` is the one of them whom all of it is about; empty: it is about something else too.
    """

    fields: Fields
    happened_at: datetime | None = None
    contacts: tuple[str, ...] = ()
    about: str = ""
