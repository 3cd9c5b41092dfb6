"""The log, who has read how far, and the letters that could not be delivered."""

from django.db import models


class Event(models.Model):
    """One immutable fact. `id` is its place in the log; readers go by it, upwards."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=120, help_text="`order.placed`, or a shop's own name.")
    customer_id = models.BigIntegerField(
        default=0, help_text="The customer row it came to; 0: none."
    )
    subject = models.CharField(
        max_length=80, blank=True, help_text="What else it is about: `import:3`."
    )
    source = models.CharField(max_length=40, help_text="`guisu`, `key:7`, `import:3`.")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    properties = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "occurred_at", "id"], name="event_timeline"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class SeenMessage(models.Model):
    """Digest of (source, its key) of an event taken in; forgotten after `DEDUPE_DAYS`."""

    digest = models.CharField(max_length=32, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest


class Subscription(models.Model):
    """How far a subscriber has read. Its row is locked while a batch is handled."""

    name = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(
        default=0, help_text="Id of the last event handled or set aside."
    )

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class Letter(models.Model):
    """An event that a subscriber could not take yet: waits for its next try, or is parked.

    While a customer has a waiting letter, later events of that customer line up behind it, so a
    subscriber sees each customer's events in order. A parked letter holds nobody up.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        PARKED = "parked"
        DELIVERED = "delivered"
        DISMISSED = "dismissed"

    subscriber = models.CharField(max_length=80)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="letters")
    customer_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.BigIntegerField(default=0, help_text="Staff member; 0: the worker.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "event"], name="letter_once"),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="letter_due"),
            models.Index(fields=["subscriber", "customer_id", "state"], name="letter_line"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} < {self.event_id} {self.state}"
