"""What is told of a person on arrival, and which row it came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Claim(NamedTuple):
    """One identity as given: channel (`phone`, `user_id`, ...) and the value before normalising."""

    channel: str
    value: str


class Link(StrEnum):
    """What the sender says about the claims of one arrival."""

    NONE = "none"
    IDENTIFIED = "identified"  # a device signed in: the anonymous claim belongs to the named one
    ALIAS = "alias"  # the shop's system declares all claims to be one person


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came about one person, from one source, at one moment."""

    claims: tuple[Claim, ...]
    at: datetime
    source: str
    traits: Mapping[str, Any] = field(default_factory=dict)
    store_id: int | None = None
    link: Link = Link.NONE


@dataclass(frozen=True, slots=True)
class Resolved:
    """The customer row an arrival came to (0: it claimed no usable identity).

    `is_erased`: the person asked to be forgotten; keep the fact, and nothing that names them.
    """

    customer_id: int
    is_erased: bool = False
