"""The endless work of an installation: steps that are made again and again, for ever.

Rooms register theirs in `apps.py`; `crews` makes the steps in a few threads. A step returns whether
it found work; it must be safe when several processes make the same one (each takes a row lock or a
row that is owed).
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

# So long after an urgent loop found one piece of work after the other everything else makes way,
# and rests so long before each step.
RUSH, ASIDE = 0.5, 2.0
Step = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Loop:
    """A step that is made again at once while it returns True, else after `rest` seconds.

    It is made in each of its lanes by itself, by up to `threads` of a process at once: one looks
    for work, others come when it has found some. `is_calling`: it mostly waits for a provider's
    answers. While work of an urgent loop piles up, the others make a step now and then only.
    """

    name: str
    step: Callable[[str], bool]
    lanes: Callable[[], Collection[str]] | None = None
    rest: float = 0.5
    threads: int = 1
    is_urgent: bool = False
    is_calling: bool = False

    def whole_step(self) -> bool:
        """A step in every lane."""
        worked = [self.step(lane) for lane in (self.lanes() if self.lanes else ("",))]
        return any(worked)


class _Rush:
    """Until when, by the monotonic clock, this process does what cannot wait before all else."""

    until: float = 0.0


_registered: dict[str, Loop] = {}
_rush = _Rush()


def register(
    name: str,
    step: Step,
    *,
    rest: float = 0.5,
    threads: int = 1,
    is_urgent: bool = False,
    is_calling: bool = False,
) -> None:
    """Add a loop; registering a name again replaces it."""
    _registered[name] = Loop(
        name, lambda _lane: step(), None, rest, threads, is_urgent, is_calling or is_urgent
    )


def register_lanes(
    name: str,
    step: Callable[[str], bool],
    *,
    lanes: Callable[[], Collection[str]],
    rest: float = 0.5,
    threads: int = 1,
) -> None:
    """Add a loop that calls providers in lanes, one for each account: `step` is told which.

    `lanes` is asked every few seconds. A lane whose provider does not answer keeps one thread
    waiting, and all such lanes together never all threads.
    """
    _registered[name] = Loop(name, step, lanes, rest, threads, is_calling=True)


def registered() -> list[Loop]:
    return list(_registered.values())


def piles_up() -> None:
    """Urgent work comes faster than it is done: everything else makes way for a moment."""
    _rush.until = time.monotonic() + RUSH


def aside() -> float:
    """How many seconds what is not urgent has to wait for its next step."""
    return ASIDE if time.monotonic() < _rush.until else 0.0


def give_way() -> None:
    """Rest for a moment if urgent work piles up; long steps do so between their parts."""
    if pause := aside():
        time.sleep(pause)


def drain(*, rounds: int = 1000) -> None:
    """Run all loops in this thread until none finds work: for tests, commands and the demo."""
    for _ in range(rounds):
        worked = [loop.whole_step() for loop in registered()]
        if not any(worked):
            return
