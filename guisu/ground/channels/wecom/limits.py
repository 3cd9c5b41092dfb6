"""Keeping within WeCom's rates, which are of a corp and not of an application or a process.

A corp may make 10,000 of the same call a minute and 150,000 an hour; one more and the call is
shut for the rest of the window. https://developer.work.weixin.qq.com/document/path/90312
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from guisu.ground.channels import budgets
from guisu.ground.channels.port import Budget
from guisu.ground.channels.wecom.errors import HOUR_WINDOW, MINUTE_WINDOW

A_MINUTE, AN_HOUR = 10_000, 150_000
# What is left for other programs of the same corp, and for clocks that differ.
SHARE = 0.8
# A process that calls fast takes some turns at once, of a minute's at most such a part; it keeps
# them for so long, so it learns as soon that another one was told to stop.
HANDFUL, KEPT = 0.01, timedelta(seconds=1)
Clock = Callable[[], datetime]


@dataclass(slots=True)
class _Hand:
    """Turns of one call that this process took and has not used; `size` is what it took last."""

    left: int = 0
    size: int = 0
    until: datetime | None = None

    def use(self, now: datetime) -> bool:
        if self.until is None or now >= self.until:
            self.left = self.size = 0
        self.left -= 1
        return self.left >= 0

    def fill(self, turns: int, now: datetime) -> None:
        self.left, self.size, self.until = max(self.left, 0) + turns, turns, now + KEPT


class Limits:
    """Of one corp, kept by all processes together."""

    def __init__(
        self,
        corp: str,
        clock: Clock = timezone.now,
        *,
        a_minute: int = A_MINUTE,
        an_hour: int = AN_HOUR,
    ) -> None:
        self._corp, self._clock = corp, clock
        self._minute, self._hour = int(a_minute * SHARE), int(an_hour * SHARE)
        self._most = max(1, int(self._minute * HANDFUL))
        self._hands: defaultdict[str, _Hand] = defaultdict(_Hand)
        self._guard = threading.Lock()

    def take(self, call: str) -> float:
        """Take a turn for `call`: 0.0, or the seconds after which to ask again."""
        now = self._clock()
        with self._guard:
            hand = self._hands[call]
            if hand.use(now):
                return 0.0
            wanted = min(max(1, 2 * hand.size), self._most)
        granted = budgets.spend([self._a_minute(call), self._an_hour(call)], at=now, wanted=wanted)
        if granted.calls:
            with self._guard:
                hand.fill(granted.calls - 1, now)
        return granted.wait.total_seconds()

    def shut(self, call: str) -> timedelta:
        """WeCom answered 45009: nobody makes `call` for the window. Returns how long that is.

        A minute first; shut again right after that, it is the hour's limit.
        """
        with self._guard:
            self._hands.pop(call, None)
        return budgets.shut(self._a_minute(call), at=self._clock(), again_for=HOUR_WINDOW)

    def _a_minute(self, call: str) -> Budget:
        seconds = int(MINUTE_WINDOW.total_seconds())
        return Budget(f"wecom {self._corp} {call} minute", self._minute, seconds)

    def _an_hour(self, call: str) -> Budget:
        seconds = int(HOUR_WINDOW.total_seconds())
        return Budget(f"wecom {self._corp} {call} hour", self._hour, seconds)
