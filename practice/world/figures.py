"""Counts by member and day, as the statistics endpoints tell them. Days are China's."""

from collections import defaultdict
from dataclasses import dataclass, field

DAY = 86_400
ZONE = 8 * 3_600

OwnerDay = tuple[str, int]


@dataclass(slots=True)
class ContactDay:
    """One member's day with customers. `waits` are seconds until a customer's first answer."""

    applied: int = 0
    added: int = 0
    lost: int = 0
    messages: int = 0
    chats: dict[str, None] = field(default_factory=dict)
    opened_by_customer: dict[str, float] = field(default_factory=dict)
    answered: int = 0
    waits: float = 0.0


@dataclass(slots=True)
class GroupDay:
    """One owner's day over all their groups; the `net` figures are changes, not totals."""

    opened: int = 0
    net_groups: int = 0
    joined: int = 0
    net_members: int = 0
    messages: int = 0
    talked_in: dict[str, None] = field(default_factory=dict)
    talkers: dict[tuple[str, str], None] = field(default_factory=dict)


@dataclass(slots=True)
class Figures:
    contacts: dict[OwnerDay, ContactDay] = field(default_factory=lambda: defaultdict(ContactDay))
    groups: dict[OwnerDay, GroupDay] = field(default_factory=lambda: defaultdict(GroupDay))

    def contact_day(self, user_id: str, at: float) -> ContactDay:
        return self.contacts[user_id, day_of(at)]

    def group_day(self, owner: str, at: float) -> GroupDay:
        return self.groups[owner, day_of(at)]


def day_of(at: float) -> int:
    """The moment at which the day of `at` began in China, in Unix seconds."""
    return int((at + ZONE) // DAY * DAY - ZONE)
