"""What is known of the groups that one person is and was in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """One time in a group, in milliseconds; `left_at` None: still there."""

    group: int
    joined_at: datetime
    left_at: datetime | None = None

    def includes(self, at: datetime) -> bool:
        return self.joined_at <= at and (self.left_at is None or self.left_at > at)


@dataclass(frozen=True, slots=True)
class Stays:
    """A person's stays, in any order."""

    all: tuple[Stay, ...] = ()
