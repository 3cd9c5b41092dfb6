"""By what scores and stages are told: every version, who set it, what it was learnt from."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guisu.ground.staff.models import Staff


class Yardstick(models.Model):
    """One version of the RFM scheme or of the life-cycle thresholds; the latest is in force.

    Never edited: a change is a new version.
    """

    class Kind(models.TextChoices):
        RFM = "rfm", _("RFM scheme")
        LIFECYCLE = "lifecycle", _("life-cycle thresholds")

    kind = models.CharField(max_length=12, choices=Kind)
    values: models.JSONField[Any, Any] = models.JSONField(
        help_text="Fields of `rfm.Scheme` or `lifecycle.Thresholds`."
    )
    is_learnt = models.BooleanField(help_text="From the shop's own customers; else set by hand.")
    learnt_from = models.PositiveIntegerField(
        null=True, help_text="People with an order (RFM), or returns (life cycle)."
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="yardstick_in_force")]

    def __str__(self) -> str:
        return f"{self.kind} no. {self.pk}"
