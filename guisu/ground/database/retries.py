"""Trying a transaction again when another one won the race for the same rows."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction

T = TypeVar("T")
TRIES = 5


def in_transaction(work: Callable[[], T], *, tries: int = TRIES) -> T:
    """The result of `work`, run in `atomic` of its own; a lost race or a deadlock runs it anew.

    `work` must do all its effects in the database. The last error is raised after `tries`.
    """
    for left in range(tries - 1, -1, -1):
        try:
            with transaction.atomic():
                return work()
        except (IntegrityError, OperationalError):
            if not left:
                raise
    raise ValueError(f"tries must be positive, got {tries}")
