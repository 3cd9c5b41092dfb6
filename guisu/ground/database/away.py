"""A store that cannot be reached, or cannot write: said once a minute, whoever finds out."""

import logging
import threading
import time

from django.db import InterfaceError, OperationalError

logger = logging.getLogger("guisu.store")
AWAY = (InterfaceError, OperationalError)
SAID_EVERY = 60.0


class _Said:
    """When it was said last, by the monotonic clock, and how often it was found since."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.at, self.found = -SAID_EVERY, 0


_said = _Said()


def note(error: BaseException) -> None:
    """Write one line a minute into the log, with how often it was found out meanwhile."""
    with _said.guard:
        _said.found += 1
        now = time.monotonic()
        if now - _said.at < SAID_EVERY:
            return
        found, _said.at, _said.found = _said.found, now, 0
    logger.error("the store does not answer (%d times since it was last said): %s", found, error)


def forget() -> None:
    """Say it anew at once: for tests."""
    _said.at, _said.found = -SAID_EVERY, 0
