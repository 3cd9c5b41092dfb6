"""Spooling: requests that come together are committed together.

A commit waits for the disk, and every commit for its turn at the database. Whoever has the turn
writes all requests that have come by then; their senders find theirs done.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from guisu.database import gate, rows
from guisu.intake.domain.limits import BUSY_SECONDS
from guisu.intake.models import Arrived, RefusedMessage

SPOOL_COLUMNS = ("key_id", "kind", "messages", "received_at", "body")
REFUSED_COLUMNS = ("source", "key_id", "reason", "body", "received_at")


@dataclass(slots=True, eq=False)
class _Request:
    arrived: rows.Row
    aside: Sequence[rows.Row]
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
            with gate.patience(BUSY_SECONDS), transaction.atomic():
                group = self._taken()
                rows.insert(Arrived, SPOOL_COLUMNS, [one.arrived for one in group])
                aside = [row for one in group for row in one.aside]
                rows.insert(RefusedMessage, REFUSED_COLUMNS, aside)
        except BaseException as raised:  # noqa: BLE001 - each sender raises it for itself
            error = raised
        for one in group or self._taken():
            one.is_done, one.error = True, error

    def _taken(self) -> list[_Request]:
        with self._guard:
            taken, self._waiting = self._waiting, []
        return taken


_spooler = _Spooler()


def spool(arrived: rows.Row, aside: Sequence[rows.Row]) -> None:
    """Keep a request and its messages `aside`; durable when this returns.

    Rows are in the order of `SPOOL_COLUMNS` and `REFUSED_COLUMNS`. Raises DatabaseError: then
    nothing is kept.
    """
    _spooler.write(_Request(arrived, aside))
