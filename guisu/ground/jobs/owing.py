"""What is owed, as rows: each has its moment and is taken by one at a time.

A row is written in the transaction of what it follows from. Whoever takes it holds it for a while,
does what it asks for outside any transaction, and settles it. Nobody waits for somebody else's row,
and a holder who dies leaves it to those who come after.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy


class Due(models.Model):
    """Something that is looked after again and again: `due_at` says when next; null: not now.

    `held_until` belongs to whoever is at it, and tells one holder from the next. `tries` counts the
    takings since something came of one. `was_held` of a row that was taken: whoever held it last
    never let go of it, so it may have been done.
    """

    never_expires: ClassVar[str] = ""  # Why not, of what has no end.
    was_held = False

    due_at = models.DateTimeField(null=True, help_text="Not before.")
    held_until = models.DateTimeField(null=True, help_text="Somebody is at it until then.")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class Owed(Due):
    """Something that is owed once, and is over then: `code` says what came of it.

    `unknown`: it may have been done and nobody can tell; it is never done again by itself. Nobody
    begins it after `expires_at`. An index of what is due belongs to each table.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("owed", "Waiting")
        DONE = "done", pgettext_lazy("owed", "Done")
        FAILED = "failed", pgettext_lazy("owed", "Refused")
        UNKNOWN = "unknown", pgettext_lazy("owed", "Not known whether it arrived")
        DROPPED = "dropped", pgettext_lazy("owed", "Not needed any more")
        EXPIRED = "expired", pgettext_lazy("owed", "Too late")

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    first_tried_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="Not begun any more from then on.")
    code = models.CharField(
        max_length=64, blank=True, help_text="Why it stands as it does: one of the room's codes."
    )

    class Meta:
        abstract = True

    @property
    def is_held(self) -> bool:
        """Whether somebody is, or died, at it."""
        return self.held_until is not None
