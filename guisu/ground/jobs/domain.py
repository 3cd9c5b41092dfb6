"""When to try again, and how long a worker may hold a job."""

from datetime import timedelta

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)


def wait_before(attempt: int) -> timedelta:
    """The pause before try number `attempt` (2 is the first retry): 2 s, doubled, at most 1 h."""
    doublings = min(max(attempt - 2, 0), 20)
    return min(FIRST_WAIT * int(2**doublings), LONGEST_WAIT)
