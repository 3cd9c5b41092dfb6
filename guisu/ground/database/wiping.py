"""Having what was deleted leave the files, too: SQLite writes over it, and its log is cut off."""

from django.db import connections

# Writers wait while readers are waited for: rather another try than that.
PATIENCE_MS = 1_000


def cut_off_logs() -> bool:
    """Bring every SQLite store's log into its file and cut the log to nothing.

    False where somebody was reading meanwhile: try again later. Not inside a transaction. Other
    databases keep and end their logs by themselves.
    """
    done = [_cut_off(alias) for alias in connections if _is_sqlite(alias)]
    return all(done)


def _is_sqlite(alias: str) -> bool:
    return connections[alias].vendor == "sqlite"


def _cut_off(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        [(patience,)] = cursor.execute("PRAGMA busy_timeout").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        try:
            is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={patience}")
    return not is_busy
