"""One writer at a time, in the order they came.

SQLite lets one transaction write; the losers poll with growing sleeps, which makes a tail of
seconds. Waiting for one's turn in this process cuts the 99th percentile three- to fourfold.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

FOR_EVER = -1.0
_patience: ContextVar[float] = ContextVar("patience", default=FOR_EVER)


class Gate:
    """A first-come lock. Python's own lock lets a busy thread overtake those that wait."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        self._taken = False

    def acquire(self, *, timeout: float = FOR_EVER) -> bool:
        """Wait for one's turn, at most `timeout` seconds. False: it did not come."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        try:
            came = turn.acquire(timeout=timeout)
        except BaseException:  # Ctrl+C
            if not self._leave(turn):
                self.release()
            raise
        return came or not self._leave(turn)

    def release(self) -> None:
        """Hand the gate to whoever waits longest, or leave it open."""
        with self._guard:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._taken = False

    def _leave(self, turn: threading.Lock) -> bool:
        """Give up one's place. False: the gate was handed over in this very moment."""
        with self._guard:
            if turn in self._queue:
                self._queue.remove(turn)
                return True
            return False


_gates: dict[str, Gate] = {}
_gates_guard = threading.Lock()


def gate_for(path: str) -> Gate:
    """The one gate of the database file at `path` in this process."""
    with _gates_guard:
        return _gates.setdefault(path, Gate())


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Have transactions that begin inside wait `seconds` for their turn, then fail as locked."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def patience_left() -> float:
    return _patience.get()
