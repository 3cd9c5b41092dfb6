"""Writing together what comes together: many requests, one commit.

A commit waits for the disk, and every commit for its turn at the store. Whoever has the turn writes
all that has come by then; the others sleep until theirs is durable, or until the turn is theirs.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import OperationalError, router, transaction
from django.db.models import Model

from guisu.ground.database import gate

G = TypeVar("G")


@dataclass(slots=True, eq=False)
class _Request(Generic[G]):
    """`news` is let go when it is done, and when it is its sender's turn to write."""

    given: G
    news: threading.Lock = field(default_factory=threading.Lock)
    is_done: bool = False
    error: BaseException | None = None


class Together(Generic[G]):
    """`keep` writes what several senders gave, inside a transaction of the store of `model`.

    `patience` is how many seconds a group waits for its turn at the store.
    """

    def __init__(
        self, model: type[Model], keep: Callable[[Sequence[G]], None], *, patience: float
    ) -> None:
        self._model, self._keep, self._patience = model, keep, patience
        self._guard = threading.Lock()
        self._waiting: list[_Request[G]] = []
        self._is_writing = False

    def write(self, given: G) -> None:
        """Keep `given`; durable when this returns. Raises what kept it from being kept.

        One that cannot be kept does not keep the others from it: they are written one by one then.
        """
        request = _Request(given)
        request.news.acquire()
        with self._guard:
            self._waiting.append(request)
            sleeps, self._is_writing = self._is_writing, True
        if sleeps:
            request.news.acquire()
        if not request.is_done:
            self._write_waiting()
        if request.error is not None:
            raise request.error

    def _write_waiting(self) -> None:
        """Write all that wait once the transaction has begun, and wake the next to write."""
        group: list[_Request[G]] = []
        error: BaseException | None = None
        try:
            with gate.patience(self._patience), transaction.atomic(using=self._store()):
                group = self._taken()
                self._keep([one.given for one in group])
        except BaseException as raised:  # noqa: BLE001 - each sender raises it for itself
            error = raised
        if isinstance(error, Exception) and not isinstance(error, OperationalError) and group[1:]:
            self._write_each(group)
        else:
            _tell(group or self._taken(), error)
        self._wake_next()

    def _write_each(self, group: Sequence[_Request[G]]) -> None:
        for one in group:
            error: BaseException | None = None
            try:
                with gate.patience(self._patience), transaction.atomic(using=self._store()):
                    self._keep([one.given])
            except BaseException as raised:  # noqa: BLE001 - its sender raises it
                error = raised
            _tell([one], error)

    def _wake_next(self) -> None:
        with self._guard:
            self._is_writing = bool(self._waiting)
            if self._is_writing:
                self._waiting[0].news.release()

    def _taken(self) -> list[_Request[G]]:
        with self._guard:
            taken, self._waiting = self._waiting, []
        return taken

    def _store(self) -> str:
        return router.db_for_write(self._model)


def _tell(group: Sequence[_Request[G]], error: BaseException | None) -> None:
    for one in group:
        one.is_done, one.error = True, error
        one.news.release()
