"""Imports, how far each has come, the rows that did not go in, and saved mappings."""

from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guisu.ground.database.editions import Edited
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff.models import Staff
from guisu.take_in.imports.domain.plan import Kind, Layout, Plan


class KindChoice(models.TextChoices):
    ORDERS = Kind.ORDERS, _("Orders")
    CUSTOMERS = Kind.CUSTOMERS, _("Customers")
    EVENTS = Kind.EVENTS, _("Events")


class Import(Edited):
    """One file on its way in. `units_done` is the checkpoint, written with each batch.

    `rows_read` = `rows_taken` + `rows_refused` + `rows_left_out` at every commit.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    class Ask(models.TextChoices):
        NOTHING = "", _("Nothing")
        PAUSE = "pause", _("Pause")
        STOP = "stop", _("Stop")

    kind = models.CharField(_("kind"), max_length=10, choices=KindChoice)
    file_name = models.CharField(_("file"), max_length=200, help_text="As the operator calls it.")
    stored_as = models.CharField(max_length=80, blank=True, help_text="Empty once it is deleted.")
    size_bytes = models.BigIntegerField(_("size"))
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    layout: models.JSONField[Any, Any] = models.JSONField(default=dict)
    titles: models.JSONField[Any, Any] = models.JSONField(default=list)
    plan: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    asked = models.CharField(max_length=5, choices=Ask, blank=True)
    runner = models.CharField(max_length=32, blank=True, help_text="Fences late workers.")
    job_id = models.BigIntegerField(default=0)
    units_done = models.BigIntegerField(default=0, help_text="Orders or rows settled so far.")
    rows_total = models.BigIntegerField(null=True, help_text="Known once the file was surveyed.")
    rows_read = models.BigIntegerField(default=0)
    rows_taken = models.BigIntegerField(default=0)
    rows_refused = models.BigIntegerField(default=0)
    rows_left_out = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    customers_created = models.BigIntegerField(default=0)
    tally: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text='{"refused": {reason: rows}, "left_out": …, "warned": …}'
    )
    seconds_run = models.FloatField(default=0)
    code = models.CharField(max_length=40, blank=True, help_text="Why it failed: a refusal's code.")
    refusal: models.JSONField[Any, Any] = models.JSONField(
        default=dict, blank=True, help_text="`Refusal.told` of it; empty where nothing refused."
    )
    error = models.TextField(blank=True, help_text="As it was told; decides nothing.")
    uploaded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True, help_text="Last committed batch.")
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["digest"], name="import_digest"),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["waiting", "running"]),
                name="import_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.file_name}"

    @property
    def path(self) -> Path:
        return Path(settings.UPLOADS) / self.stored_as

    @property
    def has_file(self) -> bool:
        return bool(self.stored_as) and self.path.exists()

    @property
    def source(self) -> str:
        """What orders, customers and events of this file name as their source."""
        return f"import:{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.STOPPED, self.State.FAILED}

    def failed(self, refusal: Refusal | None, error: str = "") -> dict[str, Any]:
        """The columns that say why it failed; None: it did not. For the row, and for updates."""
        told = {
            "code": refusal.code if refusal else "",
            "refusal": refusal.told if refusal else {},
            "error": error or (str(refusal) if refusal else ""),
        }
        for name, value in told.items():
            setattr(self, name, value)
        return told

    def read_layout(self) -> Layout:
        return Layout.from_json(self.layout)

    def read_plan(self) -> Plan:
        return Plan.from_json(self.plan)


class SetAside(models.Model):
    """One row of a file that did not go in, with its original cells: personal data."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="set_aside")
    row = models.BigIntegerField(_("row"), help_text="From 1, at the file's first line.")
    field = models.CharField(_("field"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=24)
    detail = models.CharField(max_length=200, blank=True)
    is_refusal = models.BooleanField(default=True)
    cells: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["of", "reason", "id"], name="set_aside_reason")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.field} {self.reason}"


class TakenEvent(models.Model):
    """Digest of an event row that came in by file; remembered for good, so that no file repeats."""

    digest = models.CharField(max_length=32, primary_key=True)
    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.digest


class SavedMapping(models.Model):
    """A plan under a name; suggested for files whose header has the same fingerprint."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=KindChoice)
    fingerprint = models.CharField(max_length=32, db_index=True)
    plan: models.JSONField[Any, Any] = models.JSONField(default=dict)
    saved_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
