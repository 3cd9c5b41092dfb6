"""A group as its members live it: who is there by kind, and what of its past annoys or holds."""

from array import array
from dataclasses import dataclass, field

from practice.people import parameters as p
from practice.people.parameters import PERSONALITIES, Keeping
from practice.people.rhythm import HOUR

KINDS = len(PERSONALITIES)


@dataclass(slots=True)
class Question:
    """Something that waits for a word of the staff."""

    slot: int
    topic: int
    is_answered: bool = False


@dataclass(slots=True)
class Room:
    """`members` are slots by kind, those who hear it; `muted` are all who do not.

    `flood`, `night`, `unanswered` and `warmth` are sums that fade; `adverts` are the moments of
    those that stand, by the slot of who posted them.
    """

    chat_id: str
    owner: str
    keeping: Keeping
    members: "list[array[int]]" = field(default_factory=lambda: [array("l") for _ in range(KINDS)])
    muted: "array[int]" = field(default_factory=lambda: array("l"))
    flood: float = 0.0
    night: float = 0.0
    unanswered: float = 0.0
    warmth: float = 0.0
    this_hour: int = 0
    reviewed_at: float = 0.0
    adverts: dict[int, float] = field(default_factory=dict)
    open: list[Question] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(map(len, self.members)) + len(self.muted)

    def fade(self, at: float) -> None:
        """Let an hour or more go by; what was said in it counts as a flood or does not."""
        hours = max(at - self.reviewed_at, 0.0) / HOUR
        self.reviewed_at = at
        self.flood *= 0.5 ** (hours / p.FADES_FLOOD)
        self.night *= 0.5 ** (hours / p.FADES_NIGHT)
        self.unanswered *= 0.5 ** (hours / p.FADES_UNANSWERED)
        self.warmth *= 0.5 ** (hours / p.FADES_WARMTH)
        if hours and self.this_hour / hours > p.FLOOD_FROM:
            self.flood += self.this_hour / hours / p.FLOOD_FROM - 1
        self.this_hour = 0
        if self.adverts:
            seen_from = at - p.ADVERT_STANDS * HOUR
            self.adverts = {slot: then for slot, then in self.adverts.items() if then > seen_from}

    def annoyance(self) -> float:
        """How many times likelier than in a quiet, well kept group somebody leaves."""
        annoyed = (
            1
            + p.WEIGHT_ADVERT * len(self.adverts)
            + p.WEIGHT_FLOOD * self.flood
            + p.WEIGHT_NIGHT * self.night
            + p.WEIGHT_UNANSWERED * self.unanswered
        )
        return annoyed / (1 + p.WEIGHT_WARMTH * min(self.warmth, p.MOST_WARMTH))

    def remove(self, slot: int, kind: int) -> bool:
        """Whether they were here."""
        for place in (self.members[kind], self.muted):
            if slot in place:
                place.remove(slot)
                self.adverts.pop(slot, None)
                return True
        return False

    def holds(self, slot: int, kind: int) -> bool:
        return slot in self.members[kind] or slot in self.muted
