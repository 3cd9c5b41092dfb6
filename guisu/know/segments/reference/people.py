"""All that is known of one person, and the moment at which something is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from guisu.know.segments.definition.windows import Clock

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Person:
    """One person: the face, and by their class the facts that families look at."""

    customer_id: int
    first_seen_at: datetime
    last_seen_at: datetime
    gender: str = ""
    region: str = ""
    source: str = ""
    birthday_on: date | None = None
    facts: Mapping[type, Any] = field(default_factory=dict)

    def of(self, sort: type[Facts]) -> Facts:
        """The facts of this class; where none are known, those of somebody without any."""
        found: Facts | None = self.facts.get(sort)
        return sort() if found is None else found


def known(*facts: object) -> dict[type, Any]:
    """Facts as a person holds them."""
    return {type(each): each for each in facts}


@dataclass(frozen=True, slots=True)
class Moment(Clock):
    """When something is asked, and where: what comes after `at` is not known yet."""

    currency: str
