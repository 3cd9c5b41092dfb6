"""Waiting for what other threads and processes do: so long that only what never comes fails."""

import time
from collections.abc import Callable

# Far above what anything here takes, also on a slow machine with much else to do.
PATIENCE = 240.0


def until(
    holds: Callable[[], object], *, told: Callable[[], object] = str, pause: float = 0.01
) -> None:
    """Return as soon as `holds`; where it never does, fail with what `told` says."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"it never came to hold: {told()}"
        time.sleep(pause)
