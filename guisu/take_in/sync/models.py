"""Who is in contact with whom, the corp's tags, and how each reading of the whole went."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.ground.channels.models import Colleague, Connection
from guisu.know.customers.models import Customer, Tag


class Tie(models.Model):
    """One colleague and one person in contact (好友关系). Remark, source and tags belong to it.

    `seen_at` is when WeCom was asked for what stands here: what was asked for earlier changes
    nothing any more. `told_tag_ids` are the tags that the customer has been given for them.
    """

    class Ending(models.TextChoices):
        COLLEAGUE = "colleague", pgettext_lazy("contact ended", "By the colleague")
        CUSTOMER = "customer", pgettext_lazy("contact ended", "By the customer")
        UNSEEN = "unseen", pgettext_lazy("contact ended", "Not known")

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    colleague = models.ForeignKey(
        Colleague, db_index=False, on_delete=models.PROTECT, related_name="ties"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="ties")
    external_userid = models.CharField(max_length=64)
    remark = models.CharField(_("remark"), max_length=80, blank=True)
    description = models.CharField(_("description"), max_length=600, blank=True)
    add_way = models.PositiveSmallIntegerField(default=0, help_text="WeCom's number.")
    state = models.CharField(max_length=64, blank=True, help_text="Of the code that led here.")
    tag_ids: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    told_tag_ids: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    tags_differ = models.BooleanField(default=False)
    extra: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    added_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["colleague", "external_userid"], name="tied_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="ended_tie_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["external_userid"], name="tie_of_contact"),
            models.Index(fields=["id"], condition=Q(tags_differ=True), name="tie_tags_differ"),
        ]

    def __str__(self) -> str:
        return f"{self.colleague_id} – {self.external_userid}"


class CorpTag(models.Model):
    """A tag of the corp (企业标签) and the tag here that stands for it."""

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    corp_tag_id = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    group_id = models.CharField(max_length=64)
    group_name = models.CharField(max_length=120)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "corp_tag_id"], name="corp_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group_name}: {self.name}"


class Reading(models.Model):
    """One reading of all that the channel holds.

    `found` counts what was there; `drift` what we did not know of, callbacks having been lost.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="readings")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    is_first = models.BooleanField(default=False, help_text="Then all is new, and nothing drift.")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not before; also the end of a lease.")
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    found: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    drift: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    problems: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_reading_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"reading {self.pk} {self.state}"
