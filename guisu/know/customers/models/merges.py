"""Who is the same person: the edges between rows, and where the rule may not decide alone."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guisu.ground.staff.models import Staff
from guisu.know.customers.models.people import Customer


class Merge(models.Model):
    """That two rows are the same person: an edge. Undone merges stay on record."""

    class Reason(models.TextChoices):
        BY_HAND = "hand", _("by hand")
        ALIAS = "alias", _("named as one by the shop's system")
        IDENTIFIED = "identified", _("a device that signed in")
        SHARED_IDENTITY = "shared", _("came with both identities at once")

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    evidence = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="merge_names_the_older_row_first"
            ),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(undone_at=None), name="merge_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}"


class MergeSuggestion(models.Model):
    """Two rows that may be one person, where the rule may not decide alone."""

    class State(models.TextChoices):
        OPEN = "open"
        MERGED = "merged"
        DISMISSED = "dismissed"

    first = models.ForeignKey(Customer, db_index=False, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    evidence = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="suggested_once"),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="suggestion_open")]

    def __str__(self) -> str:
        return f"{self.first_id} ? {self.second_id}"
