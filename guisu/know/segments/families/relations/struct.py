"""Conditions on how people stand to us."""

from typing import TypeAlias

from guisu.know.segments.definition.conditions import Leaf


class KnownBy(Leaf, frozen=True, tag="known_by"):
    """Has an identity on one of `channels`: `phone`, `external_userid` (a WeCom contact)."""

    channels: tuple[str, ...]


class KnownAt(Leaf, frozen=True, tag="known_at"):
    """Is known to one of `stores`."""

    stores: tuple[int, ...]


class Tagged(Leaf, frozen=True, tag="tagged"):
    """Carries one of `tags`."""

    tags: tuple[int, ...]


class Untagged(Leaf, frozen=True, tag="untagged"):
    """Carries no tag at all: nobody, and no rule, has sorted the person yet."""


class Agreed(Leaf, frozen=True, tag="agreed"):
    """The latest word about the channel and purpose is yes."""

    channel: str
    purpose: str = "marketing"


Own: TypeAlias = KnownBy | KnownAt | Tagged | Untagged | Agreed
