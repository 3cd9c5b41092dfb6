"""Fits of the models of customer value: who asked, when, from what, and how well they foretell."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guisu.ground.staff.models import Staff


class Valuation(models.Model):
    """One fit. The latest that is done is in force; a new one never edits it."""

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        DONE = "done", _("done")
        SHORT = "short", _("not enough history")
        FAILED = "failed", _("failed")

    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    unit = models.CharField(max_length=4, help_text="`day` or `week`: times of the parameters.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    beat_at = models.DateTimeField(null=True, help_text="Last sign of life of who works on it.")
    percent = models.PositiveSmallIntegerField(default=0, help_text="How far it is, 0 to 100.")
    ended_at = models.DateTimeField(null=True)
    since_on = models.DateField(null=True, help_text="First day with an order.")
    until_on = models.DateField(null=True, help_text="The day on which was looked.")
    buyers = models.PositiveIntegerField(default=0)
    repeaters = models.PositiveIntegerField(default=0, help_text="With orders on two days or more.")
    currency = models.CharField(max_length=3, blank=True)
    parameters: models.JSONField[Any, Any] = models.JSONField(
        default=dict,
        help_text="Fields of `buying.Buying` and `spending.Spending`, and `dependence`.",
    )
    calibration: models.JSONField[Any, Any] = models.JSONField(
        null=True, help_text="A `calibration.Calibration`; null: too short to hold a part back."
    )
    refusal: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text="`Refusal.told`: what is missing."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="open"), name="one_valuation_under_way"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="valuation_in_force")]

    def __str__(self) -> str:
        return f"valuation no. {self.pk}: {self.state}"
