"""Addresses to which nothing is sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from guisu.act.outreach.models.rules import ConsentRule
from guisu.ground.staff.models import Staff


class Suppression(models.Model):
    """An address that nothing is sent to, until somebody takes that back: `lifted_at`, `lifted_by`.

    The address itself is not kept, only its digest; so it outlives an erasure, after which nobody
    is to be written to either. `purpose` empty: neither marketing nor service. `by` null: the
    provider said so.
    """

    class Why(models.TextChoices):
        NO_SUCH_ADDRESS = "bounced", pgettext_lazy("suppression", "There is no such address")
        COMPLAINED = "complained", pgettext_lazy("suppression", "Somebody complained")
        BY_HAND = "by_hand", pgettext_lazy("suppression", "Set by hand")

    channel = models.CharField(max_length=20)
    digest = models.CharField(max_length=32)
    purpose = models.CharField(max_length=12, choices=ConsentRule.Purpose, blank=True)
    code = models.CharField(max_length=40, choices=Why)
    provider_code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "digest", "purpose"],
                condition=Q(lifted_at=None),
                name="suppressed_once_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | Q(lifted_at__isnull=False),
                name="who_lifts_does_it_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["channel", "digest"], name="suppression_address")]

    def __str__(self) -> str:
        return f"{self.channel} {self.digest[:8]} {self.code}"
