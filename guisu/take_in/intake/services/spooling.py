"""Spooling: requests that come together are committed together."""

from collections.abc import Collection, Sequence

from django.db import router, transaction

from guisu.ground.database import rows
from guisu.ground.database.together import Together
from guisu.take_in.intake.domain.limits import BUSY_SECONDS
from guisu.take_in.intake.models import Arrived

COLUMNS = ("key_id", "kind", "messages", "received_at", "body")


def spool(arrived: rows.Row) -> None:
    """Keep a request, its values in the order of `COLUMNS`; durable when this returns.

    Raises DatabaseError: then nothing is kept.
    """
    _spool.write(arrived)


def forget(finished: Collection[int]) -> None:
    """Delete requests that are in the log. Safe to repeat."""
    if finished:
        with transaction.atomic(using=router.db_for_write(Arrived)):
            Arrived.objects.filter(pk__in=finished).delete()


def _keep(arrived: Sequence[rows.Row]) -> None:
    rows.insert(Arrived, COLUMNS, arrived)


_spool = Together(Arrived, _keep, patience=BUSY_SECONDS)
