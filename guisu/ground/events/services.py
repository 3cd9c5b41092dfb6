"""Appending to the log: inside the caller's transaction, each source key once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from guisu.ground.database import rows
from guisu.ground.events import guards, horizon
from guisu.ground.events.domain import Entry
from guisu.ground.events.facts import Fact
from guisu.ground.events.horizon import highest_id
from guisu.ground.events.models import Event, SeenMessage

COLUMNS = ("kind", "customer_id", "subject", "source", "occurred_at", "recorded_at", "properties")
NO_TRANSACTION = "events are recorded in the transaction of what they tell of"


def record(fact: Fact, *, at: datetime, customer_id: int = 0, subject: str = "") -> None:
    """Append one fact of the product's own. Must run in the transaction of what it tells of."""
    record_many([fact.entry(at, customer_id=customer_id, subject=subject)], at=at)


def record_many(entries: Sequence[Entry], *, at: datetime) -> int:
    """Append `entries` in their order; those whose fingerprint was seen are left out.

    Of people who were forgotten only figures are kept, whoever calls (`guards`).
    Returns the number appended. Must run inside `atomic`. On PostgreSQL two batches that take in
    the same keys may deadlock, which raises OperationalError: retry the batch.
    """
    _require_transaction()
    fresh = guards.passed(_unseen(entries, at=at))
    recorded_at = rows.stored(at)
    rows.insert(
        Event,
        COLUMNS,
        [
            (
                entry.kind,
                entry.customer_id,
                entry.subject,
                entry.source,
                rows.stored(entry.occurred_at),
                recorded_at,
                entry.text,
            )
            for entry in fresh
        ],
    )
    return len(fresh)


def end_of_log() -> int:
    """Id up to which the log is whole: no lower id will still appear.

    Ids are taken before commit, so on PostgreSQL a reader could pass over a row that commits
    late (`horizon` tells how that is avoided).
    """
    return horizon.reached() if connection.vendor == "postgresql" else highest_id()


def forget_seen(*, at: datetime) -> int:
    """Drop digests older than the installation's horizon (`GUISU_DEDUPE_DAYS`)."""
    horizon = at - timedelta(days=settings.DEDUPE_DAYS)
    return rows.forget(SeenMessage.objects.filter(seen_at__lt=horizon))


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(NO_TRANSACTION)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [horizon.WRITERS])


def _unseen(entries: Sequence[Entry], *, at: datetime) -> Sequence[Entry]:
    """`entries` without repetitions, whose digests are known from now on."""
    told = [entry.fingerprint for entry in entries if entry.fingerprint]
    if not told:
        return entries
    new = _seen_now(told, at=at)
    if len(new) == len(entries):
        return entries
    fresh = []
    for entry in entries:
        if entry.fingerprint in new:
            new.remove(entry.fingerprint)  # the second of the same batch is a repetition
        elif entry.fingerprint:
            continue
        fresh.append(entry)
    return fresh


def _seen_now(digests: Sequence[str], *, at: datetime) -> set[str]:
    """Those of `digests` that nobody had seen. Waits for a transaction that is taking in one."""
    each, given = rows.spread(sorted(digests))
    statement = (
        f"INSERT INTO events_seenmessage (digest, seen_at) SELECT value, %s FROM {each}"  # noqa: S608
        " WHERE true ON CONFLICT DO NOTHING"
    )
    if connection.vendor == "postgresql":
        inserted = rows.read(f"{statement} RETURNING digest", [rows.stored(at), given])
        return {digest for (digest,) in inserted}
    # Whoever writes here is alone, and the rows of a RETURNING would be fetched one by one.
    seen = f"FROM events_seenmessage WHERE digest IN (SELECT value FROM {each})"  # noqa: S608
    known = rows.table(("digest",), seen, [given])
    rows.write(statement, [rows.stored(at), given])
    return set(digests).difference(digest for (digest,) in known)
