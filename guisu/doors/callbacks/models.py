"""Callbacks as they came, until they are worked off and no repetition can come any more."""

from django.db import models
from django.db.models import Q

from guisu.ground.channels.models import Connection
from guisu.ground.jobs.owing import Owed


class Callback(Owed):
    """One message that a provider pushed. The whole message tells it from another one.

    WeCom's events have no id: its sender and second are the same for ten people who scan at once.
    `failed`: it waits for a person.
    """

    never_expires = "It is tried ten times; what failed is kept for a person, for a month."

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.CASCADE, related_name="callbacks"
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of the decrypted message.")
    body = models.TextField(help_text="As decrypted; empty once somebody in it was erased.")
    happened_at = models.DateTimeField(null=True, help_text="As it says itself, to the second.")
    received_at = models.DateTimeField()
    error = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "digest"], name="callback_taken_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state="waiting"), name="callback_due"
            ),
            models.Index(fields=["state", "received_at"], name="callback_age"),
        ]

    def __str__(self) -> str:
        return f"callback {self.pk} {self.state}"
