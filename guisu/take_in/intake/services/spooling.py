"""Spooling: requests that come together are committed together.

A commit waits for the disk, and every commit for its turn at the spool. Whoever has the turn
writes all requests that have come by then; their senders find theirs done.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass

from django.db import router, transaction

from guisu.ground.database import gate, rows
from guisu.take_in.intake.domain.limits import BUSY_SECONDS
from guisu.take_in.intake.models import Arrived

COLUMNS = ("key_id", "kind", "messages", "received_at", "body")


@dataclass(slots=True, eq=False)
class _Request:
    arrived: rows.Row
    is_done: bool = False
    error: BaseException | None = None


class _Spooler:
    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._waiting: list[_Request] = []

    def write(self, request: _Request) -> None:
        with self._guard:
            self._waiting.append(request)
        with self._turn:
            if not request.is_done:
                self._write_waiting()
        if request.error is not None:
            raise request.error

    def _write_waiting(self) -> None:
        """One transaction for all that wait once it has begun; its error is everybody's."""
        group: list[_Request] = []
        error: BaseException | None = None
        try:
            with gate.patience(BUSY_SECONDS), transaction.atomic(using=_store()):
                group = self._taken()
                rows.insert(Arrived, COLUMNS, [one.arrived for one in group])
        except BaseException as raised:  # noqa: BLE001 - each sender raises it for itself
            error = raised
        for one in group or self._taken():
            one.is_done, one.error = True, error

    def _taken(self) -> list[_Request]:
        with self._guard:
            taken, self._waiting = self._waiting, []
        return taken


_spooler = _Spooler()


def spool(arrived: rows.Row) -> None:
    """Keep a request, its values in the order of `COLUMNS`; durable when this returns.

    Raises DatabaseError: then nothing is kept.
    """
    _spooler.write(_Request(arrived))


def forget(finished: Collection[int]) -> None:
    """Delete requests that are in the log. Safe to repeat."""
    if finished:
        with transaction.atomic(using=_store()):
            Arrived.objects.filter(pk__in=finished).delete()


def _store() -> str:
    return router.db_for_write(Arrived)
