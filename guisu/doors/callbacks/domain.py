"""How long callbacks are kept, how large they may be, and how often they are tried."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from guisu.ground.jobs.domain import wait_before

MOST_BODY = 256 * 1024
# A provider may repeat a message a day later.
KEPT = timedelta(hours=48)
KEPT_PARKED = timedelta(days=30)
LEASE = timedelta(minutes=1)
MOST_TRIES = 10
# What the provider refuses for good is asked once more: it may not have heard of it itself yet.
MOST_TRIES_REFUSED = 2
WORKERS = 4
# Nineteen of twenty.
MOST_OF = 0.95


def next_try(
    tries: int, *, at: datetime, wait: timedelta = timedelta(), most: int = MOST_TRIES
) -> datetime | None:
    """When a callback that failed `tries` times is tried again; None: it waits for a person."""
    return None if tries >= most else at + max(wait_before(tries + 1), wait)


def mostly_within(waits: Sequence[timedelta]) -> timedelta | None:
    """What nineteen of twenty `waits` do not exceed; None of none. Clocks that differ count as 0.

    The nearest-rank percentile: one of the waits, never a value between two.
    """
    if not waits:
        return None
    rank = math.ceil(MOST_OF * len(waits))
    return max(timedelta(), sorted(waits)[rank - 1])
