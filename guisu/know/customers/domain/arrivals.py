"""What is told of a person on arrival, and which row it came to."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

NO_TRAITS: Mapping[str, Any] = MappingProxyType({})


class Claim(NamedTuple):
    """One identity as given: channel (`phone`, `user_id`, ...) and the value before normalising.

    `account`: the provider's account that knows the person by this value, where another one of
    its accounts would know them by another; the same value there is somebody else.
    """

    channel: str
    value: str
    account: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """For digests, which are kept: without an account, what they were before there was any."""
        return self if self.account else self[:2]


class Link(StrEnum):
    """What the sender says about the claims of one arrival."""

    NONE = "none"
    IDENTIFIED = "identified"  # a device signed in: the anonymous claim belongs to the named one
    ALIAS = "alias"  # the shop's system declares all claims to be one person


class Arrival(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What came about one person, from one source, at one moment."""

    claims: tuple[Claim, ...]
    at: datetime
    source: str
    traits: Mapping[str, Any] = NO_TRAITS
    store_id: int | None = None
    link: Link = Link.NONE


class Resolved(msgspec.Struct, frozen=True, gc=False):
    """The customer row an arrival came to (0: it claimed no usable identity).

    `is_erased`: the person asked to be forgotten; keep the fact, and nothing that names them.
    """

    customer_id: int
    is_erased: bool = False
