"""The threads that call the application: made by Python, and as many as the settings say."""

import logging
import queue
import threading
from collections.abc import Callable

logger = logging.getLogger("guisu.front")
Work = Callable[[], None]


class Threads:
    """Takes work in order.

    Threads live as long as the process: what is local to them, such as connections to the
    stores, is opened once and ended by Python.
    """

    def __init__(self, count: int) -> None:
        self._work: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._take, name=f"request-{number}", daemon=True)
            for number in range(1, count + 1)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def do(self, work: Work) -> None:
        self._work.put(work)

    def waiting(self) -> int:
        """How much nobody has begun with."""
        return self._work.qsize()

    def stop(self, *, seconds: float) -> None:
        """Let all that was given be done; leave at last what does not end."""
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join(seconds)

    def _take(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except Exception:
                logger.exception("A request ended without an answer.")
