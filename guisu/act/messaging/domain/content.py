"""To whom a message goes, which says by what way it is carried, and so what it may hold."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec

from guisu.ground.channels.port import Content, Message, Part


class Kind(StrEnum):
    """To whom: customers one by one, groups, or whoever looks at a colleague's Moments."""

    CUSTOMERS = "customers"
    GROUPS = "groups"
    MOMENT = "moment"


def said(text: str, parts: Iterable[Part] = ()) -> dict[str, Any]:
    """What a message says, as a broadcast keeps it."""
    told: dict[str, Any] = msgspec.to_builtins(Message(Content(text, parts=tuple(parts))))
    return told
