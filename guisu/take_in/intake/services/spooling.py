"""Spooling: requests that come together are committed together.

Where the spool is a file of its own, it and the store may have been copied at two moments. The
store knows by their numbers which requests it has, so a number is never given twice: each process
goes on behind all that the store has heard of.
"""

import functools
from collections.abc import Collection, Sequence

from django.db import connections, router, transaction

from guisu.ground.database import gate, rows
from guisu.ground.database.together import Together
from guisu.take_in.intake.domain.limits import BUSY_SECONDS
from guisu.take_in.intake.models import Arrived, Expansion

COLUMNS = ("key_id", "kind", "messages", "received_at", "body")
BEGIN_NUMBERS = """
    INSERT INTO sqlite_sequence (name, seq) SELECT %s, 0
    WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)
"""
GO_ON_BEHIND = "UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s"


def spool(arrived: rows.Row) -> None:
    """Keep a request, its values in the order of `COLUMNS`; durable when this returns.

    Raises DatabaseError: then nothing is kept.
    """
    never_number_twice()
    _spool.write(arrived)


@functools.cache
def never_number_twice() -> None:
    """Have the spool number from behind the store's cursor; once a process, before its first."""
    store = router.db_for_write(Arrived)
    known = Expansion.objects.filter(pk=1).first()
    if known is None or store == router.db_for_write(Expansion):
        return
    table, highest = Arrived._meta.db_table, max([known.arrived_id, *known.finished])
    with (
        gate.patience(BUSY_SECONDS),
        transaction.atomic(using=store),
        connections[store].cursor() as cursor,
    ):
        cursor.execute(BEGIN_NUMBERS, [table, table])
        cursor.execute(GO_ON_BEHIND, [highest, table])


def forget(finished: Collection[int]) -> None:
    """Delete requests that are in the log. Safe to repeat."""
    if finished:
        with transaction.atomic(using=router.db_for_write(Arrived)):
            Arrived.objects.filter(pk__in=finished).delete()


def _keep(arrived: Sequence[rows.Row]) -> None:
    rows.insert(Arrived, COLUMNS, arrived)


_spool = Together(Arrived, _keep, patience=BUSY_SECONDS)
