"""Faults of answers: bursts of -1 and other codes, slowness, too many at once, lost answers.

Rates (45009 with its window) live in `wire.rates`; a fault only sets the limit low or blocks.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from practice.world.refusals import Code, Refused

EVERYWHERE = "*"


class CallFaults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What an admin asks for; the zero of each field means that nothing goes wrong.

    `next_calls` calls get `code`, and after them a `share` of all (0 to 1) by seed.
    `slow_seconds` are real ones. `most_at_once` answers 45033 beyond it, `conflicts` 45035 for
    writes that overlap in time on one pair; both need slowness to be seen. `answers_lost` is the
    share of calls that do their work and then answer 502. `path` limits all of it to one API.
    """

    path: str = EVERYWHERE
    code: int = -1
    next_calls: int = 0
    share: float = 0.0
    slow_seconds: float = 0.0
    most_at_once: int = 0
    conflicts: bool = False
    answers_lost: float = 0.0


@dataclass(slots=True)
class CallTrouble:
    """The faults in force and the calls in flight."""

    random: random.Random
    faults: list[CallFaults] = field(default_factory=list)
    in_flight: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)

    def of(self, path: str) -> list[CallFaults]:
        return [fault for fault in self.faults if fault.path in (EVERYWHERE, path)]

    def refuse(self, path: str) -> None:
        """Refuse by burst or by share."""
        for fault in self.of(path):
            if fault.next_calls > 0:
                fault.next_calls -= 1
                raise Refused(Code(fault.code), "injected")
            if fault.share and self.random.random() < fault.share:
                raise Refused(Code(fault.code), "injected")

    @contextmanager
    def flight(self, path: str, pair: str) -> Iterator[None]:
        """Count a call in and out. Refuses 45033 and 45035."""
        self.in_flight[path] += 1
        self.pairs[pair] += 1
        try:
            self._refuse_crowds(path, pair)
            yield
        finally:
            self.in_flight[path] -= 1
            self.pairs[pair] -= 1
            if not self.pairs[pair]:
                del self.pairs[pair]

    def _refuse_crowds(self, path: str, pair: str) -> None:
        for fault in self.of(path):
            if fault.most_at_once and self.in_flight[path] > fault.most_at_once:
                raise Refused(Code.TOO_MANY_AT_ONCE, "too many calls at once")
            if fault.conflicts and pair and self.pairs[pair] > 1:
                raise Refused(Code.CONFLICT, "conflicting write")

    def slowness(self, path: str) -> float:
        return max((fault.slow_seconds for fault in self.of(path)), default=0.0)

    def loses_answer(self, path: str) -> bool:
        return any(
            fault.answers_lost and self.random.random() < fault.answers_lost
            for fault in self.of(path)
        )
