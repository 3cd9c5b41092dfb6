"""The population's time: what is due when, who is in which group, and what counts of what is said.

Pure: it knows no world but through `Hands`, and no time but that of what is due.
"""

import heapq
import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from practice.people import parameters as p
from practice.people import rhythm
from practice.people.hands import Hands
from practice.people.parameters import Keeping, Kind
from practice.people.population import Population
from practice.people.rooms import Question, Room

Doing = Callable[..., None]
REDRAWN_SECONDS = 6 * 3_600.0
PUT_OFF_SECONDS = 3_600.0
KEPT_PURCHASES = 10_000
PICKS = 12


@dataclass(frozen=True, slots=True)
class Purchase:
    """What the shop's till would know. `price_minor` in fen."""

    number: int
    at: float
    external_id: str
    goods: str
    price_minor: int


@dataclass(slots=True)
class Life:
    """`keeps`: staff do their duties by themselves; else somebody plays them.

    `is_acting` while the population itself acts: whoever watches the world need not tell it.
    `speed` multiplies how often people begin something.
    """

    population: Population
    hands: Hands
    dice: random.Random
    keeps: bool = True
    speed: float = 1.0
    is_acting: bool = False
    rooms: dict[str, Room] = field(default_factory=dict)
    styles: dict[str, Keeping] = field(default_factory=dict)
    due: list[tuple[float, int, Doing, tuple[Any, ...]]] = field(default_factory=list)
    placed: int = 0
    bought: int = 0
    purchases: deque[Purchase] = field(default_factory=lambda: deque(maxlen=KEPT_PURCHASES))

    @property
    def next_due(self) -> float:
        return self.due[0][0] if self.due else math.inf

    def later(self, at: float, doing: Doing, *arguments: Any) -> None:
        self.placed += 1
        heapq.heappush(self.due, (at, self.placed, doing, arguments))

    def run(self, until: float) -> int:
        """Do all that is due by `until`, each at its own moment; how much it was."""
        done = 0
        while self.due and self.due[0][0] <= until:
            at, _, doing, arguments = heapq.heappop(self.due)
            self.is_acting = True
            doing(self, at, *arguments)
            self.is_acting = False
            done += 1
        return done

    def put_off(self, at: float) -> None:
        """What should have happened before `at` happens in the hour after it."""
        late = [each for each in self.due if each[0] < at]
        self.due = [each for each in self.due if each[0] >= at]
        heapq.heapify(self.due)
        for _, number, doing, arguments in late:
            moved = at + self.dice.random() * PUT_OFF_SECONDS
            heapq.heappush(self.due, (moved, number, doing, arguments))

    def often(self, at: float, a_day: float, doing: Doing, again: Doing, *arguments: Any) -> None:
        """`doing` when something that happens `a_day` times a day next does.

        Drawn anew by `again` after some hours, because `a_day` may have changed by then; nothing
        is lost by that: what is to come does not depend on how long it has been awaited.
        """
        due = rhythm.after(at, a_day * self.speed, self.dice)
        if due > at + REDRAWN_SECONDS:
            self.later(at + REDRAWN_SECONDS, again, *arguments)
        else:
            self.later(due, doing, *arguments)

    def wait(self, median_seconds: float, spread: float = p.REPLY_SPREAD) -> float:
        """Seconds of a log-normal wait."""
        return median_seconds * math.exp(self.dice.gauss(0.0, spread))

    def poisson(self, mean: float) -> int:
        """How many of something that is expected `mean` times; for small means."""
        limit, product, count = math.exp(-mean), self.dice.random(), 0
        while product > limit:
            product *= self.dice.random()
            count += 1
        return count

    def id_of(self, slot: int) -> str:
        return self.population.ids[slot]

    def kind_of(self, slot: int) -> int:
        return self.population.kinds[slot]

    def keeping_of(self, owner: str) -> Keeping:
        """How this member of staff keeps groups, drawn once."""
        style = self.styles.get(owner)
        if style is None:
            shares = [each.share for each in p.KEEPINGS]
            style = self.styles[owner] = self.dice.choices(p.KEEPINGS, shares)[0]
        return style

    def pick(self, room: Room, weights: list[float]) -> int | None:
        """A member, by the weights of their kinds and by how lively they are."""
        counts = [len(some) * weight for some, weight in zip(room.members, weights, strict=True)]
        if not any(counts):
            return None
        some = self.dice.choices(room.members, counts)[0]
        slot = some[0]
        for _ in range(PICKS):
            slot = some[int(self.dice.random() * len(some))]
            if self.dice.random() < self.population.energy[slot]:
                break
        return slot

    def say(
        self, room: Room, who: str, text: str, at: float, *, asks: Question | None = None
    ) -> bool:
        """Say it and let it count; `asks` is kept open until somebody of the staff answers."""
        if not self.hands.say(room.chat_id, who, text, at=at):
            return False
        room.this_hour += 1
        if asks is not None:
            room.open.append(asks)
        return True

    def hear_staff(self, room: Room, at: float) -> None:
        """The corp spoke unasked: at night it is felt."""
        if rhythm.is_night(at):
            room.night += 1

    def joined(self, room: Room, slot: int) -> None:
        kind = self.kind_of(slot)
        if not room.holds(slot, kind):
            room.members[kind].append(slot)
            self.population.memberships[slot] += 1

    def gone(self, room: Room, slot: int) -> None:
        """Whoever is in no group any more may come again some day."""
        kind = self.kind_of(slot)
        if not room.remove(slot, kind):
            return
        memberships = self.population.memberships
        memberships[slot] -= 1
        if not memberships[slot] and kind != Kind.SPAMMER and self.dice.random() < p.COMES_BACK:
            self.population.outside.append(slot)

    def leave(self, room: Room, slot: int, at: float) -> None:
        if self.hands.leave(room.chat_id, self.id_of(slot), at=at):
            self.gone(room, slot)
