"""Keeping within WeCom's rates: a bucket a call, and pauses where WeCom asks for one.

A corp may make 10,000 of the same call a minute and 150,000 an hour; one more and the call is
shut for the rest of the window. https://developer.work.weixin.qq.com/document/path/90312
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from guisu.ground.channels.wecom.errors import HOUR_WINDOW, MINUTE_WINDOW

A_MINUTE, AN_HOUR = 10_000, 150_000
# What is left for other programs of the same corp, and for clocks that differ.
SHARE = 0.8
Clock = Callable[[], float]


@dataclass(slots=True)
class Bucket:
    """`size` calls at once at most, filled again over `seconds`."""

    size: float
    seconds: float
    level: float = field(init=False)
    filled_at: float = 0.0

    def __post_init__(self) -> None:
        self.level = self.size

    def fill(self, now: float) -> None:
        gained = (now - self.filled_at) * self.size / self.seconds
        self.level, self.filled_at = min(self.size, self.level + max(gained, 0.0)), now

    def wait(self) -> float:
        """Seconds until one call fits."""
        return max(0.0, (1 - self.level) * self.seconds / self.size)


@dataclass(slots=True)
class _Call:
    minute: Bucket
    hour: Bucket
    shut_until: float = 0.0
    shut_before: int = 0


class Limits:
    """Of one corp. Each process keeps its own; what they do not know of each other, 45009 tells."""

    def __init__(self, clock: Clock, *, a_minute: int = A_MINUTE, an_hour: int = AN_HOUR) -> None:
        self._clock = clock
        self._sizes = (a_minute * SHARE, an_hour * SHARE)
        self._calls: dict[str, _Call] = {}
        self._guard = threading.Lock()

    def take(self, call: str) -> float:
        """Take a turn for `call`: 0.0, or the seconds after which to ask again."""
        now = self._clock()
        with self._guard:
            state = self._state(call)
            if now < state.shut_until:
                return state.shut_until - now
            for bucket in (state.minute, state.hour):
                bucket.fill(now)
            wait = max(state.minute.wait(), state.hour.wait())
            if not wait:
                state.minute.level -= 1
                state.hour.level -= 1
            return wait

    def shut(self, call: str) -> timedelta:
        """WeCom answered 45009: nobody makes `call` for the window. Returns how long that is.

        A minute first; shut again right after that, it is the hour's limit.
        """
        now = self._clock()
        with self._guard:
            state = self._state(call)
            if now >= state.shut_until:
                again = state.shut_before and now - state.shut_until < MINUTE_WINDOW.seconds
                state.shut_before = state.shut_before + 1 if again else 1
                window = MINUTE_WINDOW if state.shut_before == 1 else HOUR_WINDOW
                state.shut_until = now + window.total_seconds()
            return timedelta(seconds=state.shut_until - now)

    def _state(self, call: str) -> _Call:
        if call not in self._calls:
            minute, hour = self._sizes
            self._calls[call] = _Call(Bucket(minute, 60.0), Bucket(hour, 3600.0))
        return self._calls[call]
