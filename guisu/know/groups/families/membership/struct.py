"""Conditions on groups."""

from typing import TypeAlias

from guisu.know.segments.definition.conditions import Leaf
from guisu.know.segments.definition.windows import Window


class InGroup(Leaf, frozen=True, tag="in_group"):
    """Is in one of `groups`; where none is named, in any."""

    groups: tuple[int, ...] = ()


class JoinedGroup(Leaf, frozen=True, tag="joined_group"):
    """Came into one of `groups` in `window`, still there or not; where none is named, into any."""

    window: Window
    groups: tuple[int, ...] = ()


class LeftGroup(Leaf, frozen=True, tag="left_group"):
    """Went out of one of `groups` in `window` and is not back in it; where none is named, any."""

    window: Window | None = None
    groups: tuple[int, ...] = ()


Own: TypeAlias = InGroup | JoinedGroup | LeftGroup
