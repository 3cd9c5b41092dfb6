"""The spool of accepted requests, how far it is expanded, and messages that could not be used."""

from django.db import models


class Arrived(models.Model):
    """One accepted request: its body as sent (unpacked), until all of it is in the log."""

    id = models.BigAutoField(primary_key=True)
    key_id = models.BigIntegerField(help_text="The access key that it came with.")
    kind = models.CharField(max_length=10, help_text="Its address: `batch`, `track`, `import`.")
    messages = models.PositiveIntegerField(db_index=True, help_text="Usable messages inside.")
    received_at = models.DateTimeField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}, {self.messages} messages"


class Expansion(models.Model):
    """How far the spool is in the log. One row; whoever expands locks it.

    It moves in the transaction that appends to the log. The spool may be another store: requests
    are deleted from it after that commit, and `finished` says which, should a death come between.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    arrived_id = models.BigIntegerField(default=0, help_text="The request under way; 0: none.")
    done = models.PositiveIntegerField(default=0, help_text="Its messages in the log so far.")
    finished = models.JSONField(default=list, help_text="The last requests that it brought whole.")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_expansion")]

    def __str__(self) -> str:
        return f"{self.done} of #{self.arrived_id}"


class RefusedMessage(models.Model):
    """A message that could not be used, in its sender's own words, until a person has looked."""

    source = models.CharField(max_length=40, help_text="`key:7`")
    key_id = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    body = models.TextField(help_text="The message as sent; cut at 32 KB.")
    received_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-id"], condition=models.Q(dismissed_at=None), name="refused_open"
            ),
            models.Index(fields=["received_at"], name="refused_age"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.reason[:60]}"
