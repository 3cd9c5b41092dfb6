"""How long callbacks are kept, how large they may be, and how often they are tried."""

from datetime import datetime, timedelta

from guisu.jobs.domain import wait_before

MOST_BODY = 256 * 1024
# A provider may repeat a message a day later.
KEPT = timedelta(hours=48)
KEPT_PARKED = timedelta(days=30)
LEASE = timedelta(minutes=1)
MOST_TRIES = 10
WORKERS = 4


def next_try(tries: int, *, at: datetime, wait: timedelta = timedelta()) -> datetime | None:
    """When a callback that failed `tries` times is tried again; None: it waits for a person."""
    return None if tries >= MOST_TRIES else at + max(wait_before(tries + 1), wait)
