"""What is known of what one person did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from guisu.know.segments.definition.conditions import Happening


@dataclass(frozen=True, slots=True)
class Deed:
    """An event; `at` in milliseconds."""

    at: datetime
    kind: str
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Deeds:
    """A person's events, in any order."""

    all: tuple[Deed, ...] = ()

    @cached_property
    def by_kind(self) -> dict[str, list[Deed]]:
        found: dict[str, list[Deed]] = {}
        for deed in self.all:
            found.setdefault(deed.kind, []).append(deed)
        return found

    @cached_property
    def times(self) -> dict[Happening, list[datetime]]:
        """When each kind of event that was asked for so far happened, earliest first."""
        return {}
