"""Two who save the same at one moment: the constraint takes one, the other is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

UNIQUE = "23505"  # PostgreSQL's SQLSTATE of unique_violation


class Clash(Refusal):
    code = "database.clash"
    template = gettext_noop(
        "The same was saved at this very moment, by you or somebody else: it is there once."
    )
    http_status = 422


@contextmanager
def refused() -> Iterator[None]:
    """Raise `Clash` where a constraint of uniqueness says no. Stands outside the transaction."""
    try:
        yield
    except IntegrityError as error:
        if is_unique(error):
            raise Clash from error
        raise


def is_unique(error: IntegrityError) -> bool:
    """Whether what is there once would have been there twice."""
    return getattr(error.__cause__, "sqlstate", "") == UNIQUE or "UNIQUE" in str(error)
