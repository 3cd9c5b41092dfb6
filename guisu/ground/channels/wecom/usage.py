"""How often each call was made and refused, by the minute: what is used of WeCom's rates."""

import threading
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import chain

from django.db import DatabaseError
from django.utils import timezone

from guisu.ground.channels.models import CallCount
from guisu.ground.channels.wecom.errors import OVER_LIMIT
from guisu.ground.database import rows

KEPT = timedelta(days=2)
COLUMNS = ("connection_id", "call", "minute", "made", "refused", "over_limit")
AT_ONCE = 500
Minute = tuple[int, str, datetime]


class Usage:
    """The counts of one process. `keep` adds them to everybody's; a kill loses what it had not."""

    def __init__(self) -> None:
        self._counted = _nothing()
        self._guard = threading.Lock()

    def count(self, connection_id: int, call: str, code: int | None) -> None:
        """One call more; `code` is WeCom's no, 0 where there was no answer."""
        minute = (connection_id, call, timezone.now().replace(second=0, microsecond=0))
        with self._guard:
            counts = self._counted[minute]
            counts[0] += 1
            counts[1] += code is not None
            counts[2] += code == OVER_LIMIT

    def keep(self) -> bool:
        """Write down what was counted since. False: nothing is to be done again at once."""
        with self._guard:
            counted, self._counted = self._counted, _nothing()
        try:
            _add(counted)
        except DatabaseError:
            with self._guard:
                for minute, counts in counted.items():
                    now = self._counted[minute]
                    self._counted[minute] = [a + b for a, b in zip(now, counts, strict=True)]
            raise
        return False

    def clear(self) -> None:
        with self._guard:
            self._counted = _nothing()


def forget(*, at: datetime) -> int:
    """Delete counts that no page shows any more."""
    return rows.forget(CallCount.objects.filter(minute__lt=at - KEPT))


def _nothing() -> defaultdict[Minute, list[int]]:
    return defaultdict(lambda: [0, 0, 0])


def _add(counted: dict[Minute, list[int]]) -> None:
    """In one statement a few hundred minutes: processes that add to the same row take turns."""
    told = [
        (connection_id, call, rows.stored(minute), *counts)
        for (connection_id, call, minute), counts in sorted(counted.items())
    ]
    sums = ", ".join(f"{each} = kept.{each} + excluded.{each}" for each in COLUMNS[3:])
    for part in rows.chunks(told, AT_ONCE):
        rows.write(
            f"INSERT INTO {CallCount._meta.db_table} AS kept ({', '.join(COLUMNS)}) VALUES "  # noqa: S608
            f"{', '.join(['(%s, %s, %s, %s, %s, %s)'] * len(part))} "
            f"ON CONFLICT (connection_id, call, minute) DO UPDATE SET {sums}",
            list(chain.from_iterable(part)),
        )


usage = Usage()
