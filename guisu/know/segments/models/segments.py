"""Segments, what each version of them asks, who is in them, and when people came and went."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guisu.ground.database.editions import Edited
from guisu.ground.staff.models import Staff
from guisu.know.customers.models import Customer


class Segment(Edited):
    """A named condition whose members are kept; archived ones keep their history only."""

    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=80, help_text="`search_key` of the name.")
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    definition = models.TextField(help_text="The condition in force, as `storing.text` writes it.")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    # How the members stand: of which version, as of when, how many.
    counted_version = models.PositiveIntegerField(default=0, help_text="0: never counted.")
    counted_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveIntegerField(default=0)
    trouble: models.JSONField[Any, Any] = models.JSONField(
        default=dict,
        blank=True,
        help_text="`Refusal.told`: why it cannot be counted; empty: it can.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(archived_at=None), name="segment_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_counted(self) -> bool:
        """Whether the members are those of the condition in force."""
        return self.counted_version == self.version


class SegmentVersion(models.Model):
    """What a segment asked from one moment on. Never edited."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["segment", "number"], name="segment_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} v{self.number}"


class Member(models.Model):
    """That a person (a root) is in a segment, since when."""

    segment = models.ForeignKey(Segment, db_index=False, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["segment", "customer"], name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.segment_id}"


class Crossing(models.Model):
    """That a person entered or left a segment, after it was first counted."""

    segment = models.ForeignKey(Segment, db_index=False, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    entered = models.BooleanField(help_text="Else left.")
    version = models.PositiveIntegerField(help_text="Of the segment, by which it was decided.")
    by_event = models.BooleanField(help_text="At once, when something happened; else by a count.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["segment", "-at", "-id"], name="crossing_recent")]

    def __str__(self) -> str:
        return f"{self.customer_id} {'into' if self.entered else 'out of'} {self.segment_id}"


class Snapshot(models.Model):
    """How many were in a segment at the end of one count, and how many came and went in it."""

    segment = models.ForeignKey(
        Segment, db_index=False, on_delete=models.CASCADE, related_name="snapshots"
    )
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    size = models.PositiveIntegerField()
    entered = models.PositiveIntegerField()
    left = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["segment", "-at"], name="snapshot_recent")]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.size} at {self.at:%Y-%m-%d %H:%M}"


class LogPlace(models.Model):
    """Up to which event of the log memberships have followed, and whom they know; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    newest = models.BigIntegerField(default=0, help_text="Highest customer row met so far.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_place_in_the_log")]

    def __str__(self) -> str:
        return f"at {self.position}"
