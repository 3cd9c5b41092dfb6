"""The endless work of an installation: each loop a thread that does a step, or rests.

Rooms register their loop in `apps.py`. A step returns whether it found work; it must be safe
when several processes run the same loop (each takes a row lock or a lease of its own).
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import close_old_connections, connection

logger = logging.getLogger("guisu.loops")
LONGEST_REST = 30.0
# So long after an urgent loop found one piece of work after the other everything else makes way,
# and rests so long before each step.
RUSH, ASIDE = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Loop:
    """`step` is called again at once while it returns True, else after `rest` seconds.

    `threads` of a process do it, for steps that mostly wait for somebody else's answer: one looks
    for work, the others come when it has found some. While work of an urgent loop piles up, the
    other loops make a step now and then only.
    """

    name: str
    step: Callable[[], bool]
    rest: float = 0.5
    threads: int = 1
    is_urgent: bool = False


class _Rush:
    """Until when, by the monotonic clock, this process does what cannot wait before all else."""

    until: float = 0.0


_registered: dict[str, Loop] = {}
_rush = _Rush()


def register(
    name: str,
    step: Callable[[], bool],
    *,
    rest: float = 0.5,
    threads: int = 1,
    is_urgent: bool = False,
) -> None:
    """Add a loop; registering a name again replaces it."""
    _registered[name] = Loop(name, step, rest, threads, is_urgent)


def give_way(pause: Callable[[float], object] = time.sleep) -> None:
    """Rest for a moment if urgent work piles up; long steps do so between their parts."""
    if time.monotonic() < _rush.until:
        pause(ASIDE)


def registered() -> list[Loop]:
    return list(_registered.values())


def drain(*, rounds: int = 1000) -> None:
    """Run all loops in this thread until none finds work: for tests, commands and the demo."""
    for _ in range(rounds):
        worked = [loop.step() for loop in registered()]
        if not any(worked):
            return


@dataclass(slots=True)
class Runner:
    """All registered loops in threads of this process, until `stop`."""

    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _calls: list[threading.Event] = field(default_factory=list)

    def start(self) -> None:
        for loop in registered():
            call = threading.Event()
            self._calls.append(call)
            self._add(loop, self._run, loop, call)
            for _ in range(loop.threads - 1):
                self._add(loop, self._help, loop, call)

    def stop(self, *, timeout: float = 10.0) -> None:
        """Let each loop finish its step."""
        self._stopping.set()
        for call in self._calls:
            call.set()
        for thread in self._threads:
            thread.join(timeout)

    def _add(self, loop: Loop, target: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=target, args=arguments, name=loop.name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _run(self, loop: Loop, call: threading.Event) -> None:
        failures, busy = 0, False
        while not self._stopping.is_set():
            try:
                busy = self._step(loop, was_busy=busy)
                failures = 0
            except Exception:
                failures += 1
                logger.exception("%s failed", loop.name)
                busy = False
            if busy:
                call.set()
                continue
            close_old_connections()
            self._stopping.wait(min(loop.rest * 2 ** min(failures, 10), LONGEST_REST))
        connection.close()

    def _help(self, loop: Loop, call: threading.Event) -> None:
        """Once called, work beside the one who looks for it, until none is left."""
        while not self._stopping.is_set():
            call.wait()
            try:
                while not self._stopping.is_set() and self._step(loop, was_busy=True):
                    pass
            except Exception:
                logger.exception("%s failed", loop.name)
            call.clear()
            close_old_connections()
        connection.close()

    def _step(self, loop: Loop, *, was_busy: bool) -> bool:
        if not loop.is_urgent:
            give_way(self._stopping.wait)
        busy = loop.step()
        if loop.is_urgent and busy and was_busy:
            _rush.until = time.monotonic() + RUSH
        return busy
