"""Rules that tag: whoever is in a segment has a tag."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from guisu.ground.staff.models import Staff
from guisu.know.customers.domain.tagging import RULE
from guisu.know.customers.models import Tag
from guisu.know.segments.models.segments import Segment


class TagRule(models.Model):
    """That members of a segment are given a tag. Ended rules stay: taggings name them.

    `seen_crossing` and `seen_count` say how the segment stood when the rule was last applied.
    """

    class Mode(models.TextChoices):
        WHILE = "while", _("while they are in the segment; taken when they leave")
        ONCE = "once", _("when they enter; never taken by the rule")

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="tag_rules")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="rules")
    mode = models.CharField(max_length=5, choices=Mode)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seen_crossing = models.BigIntegerField(default=0)
    seen_count: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "tag"],
                condition=models.Q(ended_at=None),
                name="one_rule_a_segment_and_tag",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} -> {self.tag_id} ({self.mode})"

    @property
    def source(self) -> str:
        """As taggings name who gave them."""
        return f"{RULE}{self.pk}"
