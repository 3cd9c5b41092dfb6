"""Rows that people edit by forms: no save undoes another's in silence."""

from django.db import models

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop


class Stale(Refusal):
    """Somebody else's edit came between the reading of the form and its saving."""

    code = "edited.stale"
    template = gettext_noop(
        "Somebody else saved this while you were writing, and nothing of yours is saved yet. "
        "What you wrote stands here still: compare it with theirs, then save again."
    )


class Edited(models.Model):
    """Something that people edit; `edition` counts how often they did."""

    edition = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        abstract = True


def turn(row: Edited, seen: int | None) -> None:
    """Count `row`, locked and about to be saved, one edition on.

    `seen`: the edition that what is saved now was written on; None: the caller has only just read
    the row. Raises `Stale`.
    """
    refuse_stale(row, seen)
    row.edition += 1


def refuse_stale(row: Edited, seen: int | None) -> None:
    """Raise `Stale` where `row`, locked, is no longer what was looked at; `seen` as in `turn`."""
    if seen is not None and seen != row.edition:
        raise Stale
