"""Long work done in parts that are short, with rests for whoever waits for an answer.

The interpreter does one thing at a time, and SQLite takes one writer: what is long in one thread is
a wait in all others. So a part is as large as fits into a moment, and after it the thread rests
as long as several such parts while somebody's request is under way in this process.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from guisu.ground.jobs import loops

T = TypeVar("T")
# How long a part takes at best, in seconds, and how many items it has at least and at most.
AIM, FEWEST, MOST = 0.06, 100, 500
# How many times as long as a part its rest is, never longer than so many seconds; and for how long
# after an answer the next question is expected.
RESTS, LONGEST_REST, LINGERS = 2.0, 0.5, 0.1


class _Answering:
    """Requests under way in this process, and when the last one ended by the monotonic clock."""

    under_way: int = 0
    last_at: float = float("-inf")
    guard = threading.Lock()


@contextmanager
def answering() -> Iterator[None]:
    """Around the answer to a request."""
    with _Answering.guard:
        _Answering.under_way += 1
    try:
        yield
    finally:
        with _Answering.guard:
            _Answering.under_way -= 1
            _Answering.last_at = time.monotonic()


def is_somebody_waiting() -> bool:
    return _Answering.under_way > 0 or time.monotonic() - _Answering.last_at < LINGERS


def in_parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """`items` in order, in parts that each keep their thread busy for about `AIM` seconds.

    What the caller does between two parts is measured, waits included: where many wait, parts
    are small.
    """
    done, size = 0, FEWEST
    while done < len(items):
        part = items[done : done + size]
        done += len(part)
        began = time.monotonic()
        yield part
        took = time.monotonic() - began
        size = next_size(len(part), took)
        loops.give_way()
        if is_somebody_waiting():
            time.sleep(min(took * RESTS, LONGEST_REST))


def next_size(size: int, took: float) -> int:
    """How many items the next part has, when `size` of them took so many seconds."""
    wanted = int(size * AIM / took) if took > 0 else MOST
    return max(FEWEST, min(wanted, 2 * size, MOST))
