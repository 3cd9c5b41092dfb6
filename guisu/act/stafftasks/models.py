"""Tasks of colleagues, and the messages that tell of them."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.act.stafftasks import domain
from guisu.act.stafftasks.domain import Standing
from guisu.ground.channels.models import Colleague, Connection, Outgoing
from guisu.ground.staff.models import Staff, Store


class KindChoice(models.TextChoices):
    OPEN_GROUP = domain.Kind.OPEN_GROUP, _("Open a group")
    REMOVE_MEMBER = domain.Kind.REMOVE_MEMBER, _("Remove a member")
    POST_IN_GROUP = domain.Kind.POST_IN_GROUP, _("Post in a group")
    ADD_FRIEND = domain.Kind.ADD_FRIEND, _("Add a friend")
    CONFIRM_MESSAGE = domain.Kind.CONFIRM_MESSAGE, _("Confirm a mass message")
    PUBLISH_MOMENT = domain.Kind.PUBLISH_MOMENT, _("Publish a Moment")
    PASS_ON = domain.Kind.PASS_ON, _("Pass on by hand")


class StaffTask(models.Model):
    """One thing that one colleague is to do in WeCom.

    `words` are parameters of the sentences that are shown, and name nobody by name: who it is
    about stands in `subject`. `said_done_at` is the colleague's word, `ended_at` the end.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "To do")
        DONE = "done", pgettext_lazy("task", "Done")
        WITHDRAWN = "withdrawn", pgettext_lazy("task", "Withdrawn")

    class Proof(models.TextChoices):
        FACT = "fact", _("seen in WeCom")
        WORD = "word", _("on the colleague's word")

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="tasks")
    store = models.ForeignKey(
        Store, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=KindChoice)
    subject = models.CharField(max_length=240)
    words: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True, help_text="Opens the task once.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    rung = models.CharField(max_length=10, default=domain.Rung.TOLD, help_text="The last one said.")
    next_rung_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        Staff, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(_("due"))
    said_done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=4, choices=Proof, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, proof="")
                | Q(state="done", ended_at__isnull=False) & ~Q(proof="")
                | Q(state="withdrawn", ended_at__isnull=False, proof=""),
                name="task_that_is_over_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "subject"], condition=Q(state="open"), name="task_open"),
            models.Index(
                fields=["next_rung_at"],
                condition=Q(state="open", next_rung_at__isnull=False),
                name="task_to_remind",
            ),
            models.Index(fields=["state", "due_at", "id"], name="task_due"),
            models.Index(fields=["-opened_at", "-id"], name="task_recent"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk} {self.kind}"

    @property
    def about(self) -> domain.Subject:
        return domain.subject(self.subject)

    @property
    def is_on_word(self) -> bool:
        return domain.Kind(self.kind) in domain.ON_WORD

    def standing(self, *, at: datetime, is_told: bool = True) -> Standing:
        """How it stands at `at`; `is_told`: a message about it has reached the colleague."""
        if self.state != self.State.OPEN:
            return Standing(self.state)
        if self.said_done_at is not None:
            return Standing.SAID_DONE
        if self.due_at <= at:
            return Standing.OVERDUE
        return Standing.TOLD if is_told else Standing.OPEN


class Notice(Outgoing):
    """One app message owed to one colleague about a task.

    `body` is what was sent first, until it is settled: the same again within hours is known to
    WeCom as a repetition and reaches nobody.
    """

    never_expires = "It is dropped with its task, and tried twenty times at most."

    task = models.ForeignKey(
        StaffTask, db_index=False, on_delete=models.CASCADE, related_name="notices"
    )
    rung = models.CharField(max_length=10)
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    body: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "rung", "colleague"], name="told_once_a_rung"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="notice_due"),
            models.Index(
                fields=["first_tried_at"], condition=Q(state="unknown"), name="notice_unknown"
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} {self.state}"
