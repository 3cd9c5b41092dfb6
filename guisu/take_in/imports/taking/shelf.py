"""What must be remembered of a whole file, on disk: memory stays bounded however long it is."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice

from guisu.take_in.imports.reading.rows import Row

RUNS_AT_ONCE = 5_000
TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
    CREATE TABLE runs (name TEXT PRIMARY KEY, last INTEGER, spread INTEGER) WITHOUT ROWID;
    CREATE TABLE held (name TEXT, at INTEGER, cells TEXT, PRIMARY KEY (name, at)) WITHOUT ROWID;
    CREATE TABLE times (mark TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
"""
NOTE_RUN = """
    INSERT INTO runs VALUES (?, ?, 0)
    ON CONFLICT (name) DO UPDATE SET last = excluded.last, spread = 1
"""
MOST_RECENT = 100_000
PUT_AWAY = """
    INSERT INTO times VALUES (?, ?) ON CONFLICT (mark) DO UPDATE SET times = excluded.times
"""


class Shelf:
    """A private database without a name, deleted by SQLite itself when it is closed.

    For one thread at a time, which may be another one than before.
    """

    def __init__(self) -> None:
        self._store = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._store.executescript(TABLES)
        # One transaction for all: nobody else reads it, and ending one writes pages to disk.
        self._store.execute("BEGIN")
        self._has_spread = False
        self._recent: dict[str, int] = {}
        self._has_put_away = False

    def close(self) -> None:
        self._store.close()

    def note_runs(self, names: Iterable[str]) -> None:
        """Remember which orders stand apart: `names` of runs of adjacent rows, in file order."""
        numbered = ((name, at) for at, name in enumerate(names))
        while chunk := list(islice(numbered, RUNS_AT_ONCE)):
            self._store.executemany(NOTE_RUN, chunk)
        spread = self._store.execute("SELECT 1 FROM runs WHERE spread LIMIT 1").fetchone()
        self._has_spread = spread is not None

    def is_last_run(self, name: str, at: int) -> bool:
        """Whether no later run of the file belongs to order `name`."""
        if not self._has_spread:
            return True
        found = self._store.execute("SELECT last FROM runs WHERE name = ?", [name]).fetchone()
        return found is None or found[0] <= at

    def hold(self, name: str, rows: Iterable[Row]) -> None:
        self._store.executemany(
            "INSERT INTO held VALUES (?, ?, ?)",
            [(name, at, json.dumps(cells, ensure_ascii=False)) for at, cells in rows],
        )

    def take_down(self, name: str) -> Iterator[Row]:
        """The rows held for `name`, in file order; they are forgotten."""
        if not self._has_spread:
            return
        found = self._store.execute(
            "SELECT at, cells FROM held WHERE name = ? ORDER BY at", [name]
        ).fetchall()
        if found:
            self._store.execute("DELETE FROM held WHERE name = ?", [name])
        for at, cells in found:
            yield at, json.loads(cells)

    def times(self, mark: str) -> int:
        """How often `mark` came so far, this time included."""
        before = self._recent.get(mark)
        if before is None:
            before = self._put_away(mark)
            if len(self._recent) == MOST_RECENT:
                self._store.executemany(PUT_AWAY, self._recent.items())
                self._recent.clear()
                self._has_put_away = True
        self._recent[mark] = before + 1
        return before + 1

    def _put_away(self, mark: str) -> int:
        """How often `mark` came before the recent ones."""
        if not self._has_put_away:
            return 0
        found = self._store.execute("SELECT times FROM times WHERE mark = ?", [mark]).fetchone()
        return found[0] if found else 0
