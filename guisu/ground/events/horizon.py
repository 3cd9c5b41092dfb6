"""How far the log is whole on PostgreSQL, where a lower id may commit after a higher one.

Writers share an advisory lock until they commit. A reader notes the highest id together with the
writers under way; once these have ended, no id below it can still appear. Nobody waits: a writer
that takes a minute holds readers back for that minute, and no other writer.
"""

import threading
from collections import deque
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max

from guisu.ground.events.models import Event

WRITERS = 4_711_001
UNDER_WAY = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid <> pg_backend_pid()
"""


def highest_id() -> int:
    return Event.objects.aggregate(last=Max("id"))["last"] or 0


def reached() -> int:
    """Id up to which no id will still appear; 0 until this process has seen the log at rest."""
    if connection.in_atomic_block:
        # This transaction sees its own rows, which nobody else may be told of.
        return highest_id() if not _writers() else min(_known.safe, highest_id())
    with _known.guard:
        _known.note(highest_id(), _writers())
        return _known.safe


@dataclass(slots=True)
class _Known:
    """What this process found out: `safe`, and marks that become so when their writers end."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    safe: int = 0
    marks: deque[tuple[int, frozenset[str]]] = field(default_factory=deque)

    def note(self, highest: int, writers: frozenset[str]) -> None:
        """`highest` was read before `writers`: one that starts in between takes higher ids."""
        if highest < self.safe:  # another log than before
            self.safe = 0
            self.marks.clear()
        if not self.marks or self.marks[-1][0] != highest:
            self.marks.append((highest, writers))
        while self.marks and not self.marks[0][1] & writers:
            self.safe = self.marks.popleft()[0]


_known = _Known()


def _writers() -> frozenset[str]:
    """The other transactions that have appended, or are about to."""
    with connection.cursor() as cursor:
        cursor.execute(UNDER_WAY, [WRITERS])
        return frozenset(name for (name,) in cursor.fetchall())
