"""Who is in contact with whom, the corp's tags, and how each reading of the whole went."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.jobs.owing import Owed
from guisu.know.customers.models import Customer, Tag
from guisu.take_in.sync.domain import Trouble

# Of a tag or a group of tags, at WeCom.
LONGEST_TAG = 30
# WeCom's numbers for how two people came into contact.
ADD_WAYS: dict[int, str | Promise] = {
    1: _("scanned a QR code"),
    2: _("searched the phone number"),
    3: _("shared business card"),
    4: _("group chat"),
    5: _("phone's address book"),
    6: _("WeChat contact"),
    9: _("searched the e-mail address"),
    10: _("WeChat Channels"),
    16: _("customer acquisition link"),
    201: _("shared by a colleague"),
    202: _("assigned by an administrator"),
}


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


class Mirror(Owed):
    """That a tag of ours is to stand in WeCom too: owed until the corp has one of that name.

    The names are those that it got there; it is known by them should an answer be lost.
    """

    never_expires = "A person wants it, and can take it back."

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.CASCADE, related_name="+"
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_TAG)
    group_name = models.CharField(max_length=LONGEST_TAG)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "tag"], name="tag_mirrored_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="mirror_due"),
        ]

    def __str__(self) -> str:
        return f"mirror of {self.tag_id}"


class Marking(Owed):
    """What WeCom is to be told of one tie's tags: `on` and `off` are the corp's tag ids.

    One row a tie, and none once WeCom knows. `turn` grows with each wish, so that whoever is
    telling WeCom meanwhile sees that there is more.
    """

    never_expires = "What is wished holds until the tie ends, and its row goes with the tie."

    tie = models.OneToOneField(Tie, on_delete=models.CASCADE, related_name="marking")
    on: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    off: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="marking_due"),
            models.Index(fields=["state"], name="marking_state"),
        ]

    def __str__(self) -> str:
        return f"marking of tie {self.tie_id}"


class TagDrift(models.Model):
    """That a colleague took a tag off a tie in WeCom which the person still has here, by hand."""

    tie = models.ForeignKey(Tie, db_index=False, on_delete=models.CASCADE, related_name="+")
    corp_tag = models.ForeignKey(CorpTag, on_delete=models.CASCADE, related_name="drift")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tie", "corp_tag"], name="tag_drifts_once_a_tie"),
        ]

    def __str__(self) -> str:
        return f"{self.corp_tag_id} off tie {self.tie_id}"


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
    troubles: "models.JSONField[list[Trouble], list[Trouble]]" = models.JSONField(default=list)

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
