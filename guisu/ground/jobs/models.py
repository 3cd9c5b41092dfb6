"""The lease table: one row a job, claimed for a while, never lost with the worker that held it."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One call of a task. Runs at least once: after `leased_until` another worker may take it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    task = models.CharField(max_length=200, help_text="`label.function`, as naming.py says.")
    arguments = models.JSONField(default=dict, help_text='{"args": [...], "kwargs": {...}}')
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    key = models.CharField(max_length=200, blank=True, help_text="At most one job a key waits.")
    priority = models.SmallIntegerField(default=0)
    run_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(
        max_length=32, blank=True, help_text="Who holds it; fences late workers."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    error = models.TextField(blank=True)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # A claimed job no longer counts: what is enqueued while it runs may be news to it.
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state="waiting", leased_until=None) & ~Q(key=""),
                name="job_key_waits_once",
            ),
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], condition=Q(state="waiting"), name="job_due"),
            models.Index(fields=["key"], condition=Q(state="waiting") & ~Q(key=""), name="job_key"),
            models.Index(fields=["state", "finished_at"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk} {self.state}"


class PeriodicRun(models.Model):
    """The last slot for which a periodic task was put in the queue; moved on by one scheduler."""

    name = models.CharField(max_length=200, primary_key=True)
    slot_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.slot_at:%Y-%m-%d %H:%M}"


class ClockTurn(models.Model):
    """That the clock had been ahead: it had stood at `stood_at`, and was right again at `at`."""

    at = models.DateTimeField()
    stood_at = models.DateTimeField()
    marks = models.PositiveIntegerField(help_text="Slots, leases and holds that were taken back.")

    def __str__(self) -> str:
        return f"{self.stood_at:%Y-%m-%d %H:%M} back to {self.at:%Y-%m-%d %H:%M}"


class UpgradePlace(models.Model):
    """How far a change of stored rows came that a migration makes in batches.

    Kept for good: what was changed once is not changed again, whenever the migration was killed.
    """

    name = models.CharField(max_length=80, primary_key=True)
    through = models.BigIntegerField(default=0, help_text="Number of the last row changed.")

    def __str__(self) -> str:
        return f"{self.name} through {self.through}"
