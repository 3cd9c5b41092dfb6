"""Tags, who has which now, and the whole history of giving and taking them.

A tagging belongs to the customer row that it came to. A person has a tag while one of their rows
has it; taking it takes it from all of them.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.ground.database.editions import Edited
from guisu.ground.staff.models import Staff
from guisu.know.customers.domain import tagging
from guisu.know.customers.models.people import Customer


class TagKind(models.TextChoices):
    """What a tag says of a person, in the six kinds that operators think in."""

    BASIC = "basic", pgettext_lazy("tag kind", "Basic")
    TIME = "time", pgettext_lazy("tag kind", "Time")
    BEHAVIOUR = "behaviour", pgettext_lazy("tag kind", "Behaviour")
    NEED = "need", pgettext_lazy("tag kind", "Need")
    VALUE = "value", pgettext_lazy("tag kind", "Value")
    PREDICTED = "predicted", pgettext_lazy("tag kind", "Predicted")


class TagGroup(models.Model):
    """A heading for tags of one kind: “Baby's age” over 0-6 months, 6-12 months and so on."""

    kind = models.CharField(_("kind"), max_length=10, choices=TagKind)
    name = models.CharField(_("name"), max_length=40)
    key = models.CharField(max_length=120, help_text="`search_key` of the name.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="tag_group_once_a_kind"),
            models.CheckConstraint(condition=~Q(key=""), name="tag_group_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Tag(Edited):
    """A label for people. Archived, it can no longer be given; who had it is kept."""

    class Colour(models.TextChoices):
        NONE = "", pgettext_lazy("colour", "grey")
        RED = "red", pgettext_lazy("colour", "red")
        ORANGE = "orange", pgettext_lazy("colour", "orange")
        GREEN = "green", pgettext_lazy("colour", "green")
        TEAL = "teal", pgettext_lazy("colour", "teal")
        BLUE = "blue", pgettext_lazy("colour", "blue")
        PURPLE = "purple", pgettext_lazy("colour", "purple")

    name = models.CharField(_("name"), max_length=40)
    key = models.CharField(max_length=120, help_text="`search_key` of the name.")
    kind = models.CharField(_("kind"), max_length=10, choices=TagKind)
    group = models.ForeignKey(
        TagGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="tags"
    )
    description = models.CharField(_("description"), max_length=200, blank=True)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="tag_once_a_kind"),
            models.CheckConstraint(condition=~Q(key=""), name="tag_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TagBatch(models.Model):
    """One act of giving or taking a tag, for one person or for a hundred thousand.

    It says by whom (`source`: `staff:1`, `rule:4`, `key:7`, `import:3`) and why; taggings and
    changes point at it. `people_done` is the checkpoint, written with each piece of the work.
    """

    class Act(models.TextChoices):
        GIVE = "give", pgettext_lazy("tag", "given")
        TAKE = "take", pgettext_lazy("tag", "taken")
        UNDO = "undo", pgettext_lazy("tag", "undone")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="batches")
    act = models.CharField(max_length=4, choices=Act)
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    source = models.CharField(max_length=40)
    why = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.DONE)
    asked_to_stop = models.BooleanField(default=False)
    runner = models.CharField(max_length=32, blank=True, help_text="Fences late workers.")
    job_id = models.BigIntegerField(default=0)
    selection: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text="Whom it is about, as `customers.selections` understands it."
    )
    people_total = models.BigIntegerField(null=True, help_text="Known once they were gathered.")
    people_done = models.BigIntegerField(default=0)
    people_changed = models.BigIntegerField(default=0, help_text="Newly tagged, or untagged.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tag", "-id"], name="tag_batch_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="undo", undoes__isnull=False)
                | (~Q(act="undo") & Q(undoes__isnull=True)),
                name="undoing_names_what_it_undoes",
            ),
            models.CheckConstraint(
                condition=Q(people_total=None) | Q(people_done__lte=F("people_total")),
                name="no_more_people_done_than_there_are",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.tag_id} #{self.pk}"

    @property
    def is_by_rule(self) -> bool:
        return tagging.is_rule(self.source)

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}


class BatchPeople(models.Model):
    """The row ids that a queued batch is about, gathered once; gone when it is done."""

    batch = models.OneToOneField(TagBatch, on_delete=models.CASCADE, related_name="people")
    ids = models.BinaryField(help_text="Eight bytes a row id, little-endian, ascending.")

    def __str__(self) -> str:
        return f"people of batch {self.batch_id}"


class Tagging(models.Model):
    """That a customer row has a tag now; `batch` says by whom and why."""

    customer = models.ForeignKey(
        Customer, db_index=False, on_delete=models.CASCADE, related_name="taggings"
    )
    tag = models.ForeignKey(Tag, db_index=False, on_delete=models.PROTECT, related_name="taggings")
    batch = models.ForeignKey(
        TagBatch, db_index=False, on_delete=models.PROTECT, related_name="taggings"
    )
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "tag"], name="customer_has_tag_once"),
        ]
        indexes = [models.Index(fields=["tag", "customer"], name="tagging_people")]

    def __str__(self) -> str:
        return f"{self.customer_id} has {self.tag_id}"


class Withheld(models.Model):
    """That somebody took the tag from this row by hand: no rule gives it to the person again."""

    customer = models.ForeignKey(
        Customer, db_index=False, on_delete=models.CASCADE, related_name="+"
    )
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="withheld")
    batch = models.ForeignKey(TagBatch, db_index=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "tag"], name="tag_withheld_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} without {self.tag_id}"


class TagChange(models.Model):
    """One thing that a batch changed about one row and one tag. Only ever appended.

    `was` is the batch that stood behind what was changed, and `was_at` its moment, so that an
    undo gives back exactly what there was.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        TagBatch, db_index=False, on_delete=models.PROTECT, related_name="changes"
    )
    tag = models.ForeignKey(Tag, db_index=False, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, db_index=False, on_delete=models.CASCADE, related_name="+"
    )
    act = models.CharField(max_length=8, choices=[(act.value, act.value) for act in tagging.Act])
    was = models.ForeignKey(
        TagBatch, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    was_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["batch", "customer"], name="tag_change_batch"),
            models.Index(fields=["customer", "tag", "id"], name="tag_change_row"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.tag_id} of {self.customer_id}"
