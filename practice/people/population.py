"""Everybody there is, in slots: a byte for what they are like, a float for how lively."""

import random
from array import array
from dataclasses import dataclass, field

from practice.people.parameters import PERSONALITIES, Kind
from practice.people.talk import names

LEAST_ENERGY = 0.1
SHARES = tuple(each.share for each in PERSONALITIES)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom another system knows too: they come under this name and number."""

    name: str
    mobile: str = ""
    gender: int = 0
    union_id: str = ""


@dataclass(slots=True)
class Population:
    """`ids` are empty for those who have not come yet; `energy` is above 0 and at most 1.

    `outside` are the slots of those who have never come or have left everything.
    """

    kinds: bytearray = field(default_factory=bytearray)
    energy: "array[float]" = field(default_factory=lambda: array("f"))
    ids: list[str] = field(default_factory=list)
    slots: dict[str, int] = field(default_factory=dict)
    outside: list[int] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    memberships: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        return len(self.kinds)

    def grow(self, people: int, dice: random.Random) -> None:
        """Add `people` who are outside, their personalities in the shares of the table."""
        first = len(self)
        self.kinds.extend(dice.choices(range(len(SHARES)), SHARES, k=people))
        self.energy.extend(LEAST_ENERGY + (1 - LEAST_ENERGY) * dice.random() for _ in range(people))
        self.memberships.extend(bytes(people))
        self.ids.extend([""] * people)
        self.outside.extend(range(first, first + people))

    def arrived(self, slot: int, external_id: str) -> None:
        self.ids[slot] = external_id
        self.slots[external_id] = slot

    def adopt(self, external_id: str, dice: random.Random) -> int:
        """The slot of somebody who is there; whoever was never heard of gets one."""
        slot = self.slots.get(external_id)
        if slot is None:
            self.kinds.append(dice.choices(range(len(SHARES)), SHARES)[0])
            self.energy.append(LEAST_ENERGY + (1 - LEAST_ENERGY) * dice.random())
            self.memberships.append(0)
            self.ids.append("")
            slot = len(self) - 1
            self.arrived(slot, external_id)
        return slot

    def take_outside(self, dice: random.Random) -> int | None:
        """Somebody who is outside, no longer among those; None when all are here."""
        if not self.outside:
            return None
        place = dice.randrange(len(self.outside))
        self.outside[place], self.outside[-1] = self.outside[-1], self.outside[place]
        return self.outside.pop()

    def mobile(self, slot: int) -> str:
        """The number that they would give; empty for those nobody told of."""
        sells = self.kinds[slot] in (Kind.SPAMMER, Kind.COMPETITOR)
        return self.known[slot].mobile if slot < len(self.known) and not sells else ""

    def introduced(self, slot: int, dice: random.Random) -> Known:
        """Name and number: those told of by `known`, unless they come to sell; else invented."""
        sells = self.kinds[slot] in (Kind.SPAMMER, Kind.COMPETITOR)
        if slot < len(self.known) and not sells:
            return self.known[slot]
        return Known(
            names.seller(dice) if sells else names.person(dice), gender=dice.choice((1, 2, 2))
        )
