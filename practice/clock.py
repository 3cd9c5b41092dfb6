"""The world's time: real, faster than real, or moved by hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Pace(StrEnum):
    REAL = "real"
    ACCELERATED = "accelerated"
    STEPPED = "stepped"


@dataclass(slots=True)
class Clock:
    """`now()` in Unix seconds. `rate` virtual seconds go by in each real one when accelerated."""

    pace: Pace = Pace.REAL
    rate: float = 1.0
    moment: float = field(default_factory=time.time)
    tick: Callable[[], float] = time.monotonic
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.tick()

    def now(self) -> float:
        gone = 0.0 if self.pace is Pace.STEPPED else self.tick() - self.began
        return self.moment + gone * (self.rate if self.pace is Pace.ACCELERATED else 1.0)

    def change(self, pace: Pace, *, rate: float = 1.0) -> None:
        """Go on from this moment at another pace."""
        self.moment, self.began = self.now(), self.tick()
        self.pace, self.rate = pace, rate

    def forward(self, seconds: float) -> float:
        """Move on by `seconds`; time never goes back. Returns the new moment."""
        if seconds < 0:
            raise ValueError("time does not go back")
        self.moment += seconds
        return self.now()
