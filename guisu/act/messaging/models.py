"""Mass messages: what is said to whom, the tasks at WeCom, and what became of each receiver."""

from typing import Any

import msgspec
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.act.messaging.domain.content import Kind as KindOf
from guisu.act.messaging.domain.grounds import Gone
from guisu.act.messaging.domain.quotas import Period
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.port import Content, Message
from guisu.ground.channels.reach import Channel
from guisu.ground.database.editions import Edited
from guisu.ground.jobs.owing import Due, Owed
from guisu.ground.staff.models import Staff, Store
from guisu.know.customers.models import Customer
from guisu.know.groups.models import Group

CHANNEL = Channel.WECOM.value


class Rules(Edited):
    """How much customers get, and when colleagues are asked again: for all of a corp.

    Locked by whoever prepares a broadcast, so that two of them count each other's messages.
    """

    class Span(models.TextChoices):
        DAY = Period.DAY, pgettext_lazy("quota", "a day")
        WEEK = Period.WEEK, pgettext_lazy("quota", "a week")
        MONTH = Period.MONTH, pgettext_lazy("quota", "a month")

    connection = models.OneToOneField(
        Connection, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    period = models.CharField(max_length=5, choices=Span, default=Span.MONTH)
    most = models.PositiveSmallIntegerField(null=True, help_text="Null: all that WeCom allows.")
    task_after_hours = models.PositiveSmallIntegerField(
        default=4, help_text="Who has not confirmed by then gets a staff task; 0: nobody does."
    )

    def __str__(self) -> str:
        return f"{self.most or '*'} a {self.period}"


class Broadcast(Edited):
    """One message to many. `says` is a `port.Message`; `audience` as `selectors` describes it.

    `store`: it goes from that store's colleagues to that store's customers; null: from everybody.
    """

    class Kind(models.TextChoices):
        CUSTOMERS = KindOf.CUSTOMERS, _("Message to customers")
        GROUPS = KindOf.GROUPS, _("Message to groups")
        MOMENT = KindOf.MOMENT, _("Moment")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("broadcast", "Draft")
        WAITING = "waiting", pgettext_lazy("broadcast", "Waits for its time")
        HELD = "held", pgettext_lazy("broadcast", "Held: waits for your word")
        UNDER_WAY = "under_way", pgettext_lazy("broadcast", "Under way")
        ENDED = "ended", pgettext_lazy("broadcast", "Ended")
        CANCELLED = "cancelled", pgettext_lazy("broadcast", "Cancelled")

    class Why(models.TextChoices):
        """Why it is held; of what waits on past its time, what it waits for."""

        LATE = Gone.LATE, pgettext_lazy("held", "Its time came while nothing could be sent.")
        CONNECTION = Gone.CONNECTION, _("The connection that sends it is put away.")
        STORE = Gone.STORE, _("The store that it is sent from is closed.")
        SEGMENT = Gone.SEGMENT, pgettext_lazy("held", "The segment that it is for is put away.")
        UNCOUNTED = (
            Gone.UNCOUNTED,
            pgettext_lazy("held", "The segment that it is for cannot be counted."),
        )
        SENDERS = (
            Gone.SENDERS,
            pgettext_lazy("held", "Somebody chosen to send it may not send any more."),
        )
        TAGS = Gone.TAGS, pgettext_lazy("held", "A tag whose people were to see it is deleted.")
        CONTENT = (
            Gone.CONTENT,
            pgettext_lazy("held", "What it says cannot be sent like this any more."),
        )
        NOBODY = Gone.NOBODY, pgettext_lazy("held", "Nobody is left whom it is for.")

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    title = models.CharField(_("title"), max_length=80)
    says: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    audience: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    held_for = models.CharField(max_length=10, choices=Why, blank=True)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(due_at__isnull=False),
                name="sent_off_broadcast_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(held_for=""), name="held_broadcast_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="broadcast_due"),
            models.Index(fields=["due_at"], condition=Q(state="held"), name="broadcast_held"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def content(self) -> Content:
        """As it is said by its account."""
        return msgspec.convert(self.says, Message).on(CHANNEL)


class Task(Due):
    """One message or moment at WeCom: `reference` is its id there, empty until it is known.

    A message has one colleague; a moment has all of its own. `job`: makes a moment. `due_at`: when
    to ask what became of it.
    """

    never_expires = "Nobody asks about it after a fortnight: it is ended then."

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="tasks")
    reference = models.CharField(max_length=128, blank=True)
    job = models.CharField(max_length=128, blank=True)
    made_at = models.DateTimeField(null=True, help_text="When WeCom took it.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="task_of_one_message"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="task_to_look_at"
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"task {self.pk}"


class Duty(models.Model):
    """One colleague's part of a task. `seen`, `likes`, `comments`: of moments only."""

    task = models.ForeignKey(Task, db_index=False, on_delete=models.CASCADE, related_name="duties")
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True, help_text="All that became of it is known.")
    asked_at = models.DateTimeField(null=True, help_text="When a staff task was opened for it.")
    seen = models.PositiveIntegerField(default=0)
    likes = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "colleague"], name="duty_once_a_task"),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(confirmed_at__isnull=False),
                name="only_confirmed_duties_are_read",
            ),
        ]

    def __str__(self) -> str:
        return f"duty of {self.colleague_id} in {self.task_id}"


class Recipient(models.Model):
    """One person or group of one broadcast, left out or sent to: at most once, the table says.

    `receiver` is the channel's id, empty where there is none. `customer` is the person's root as
    of then. `counted_at`: from when it counts against the quota.
    """

    class State(models.TextChoices):
        LEFT_OUT = "left_out", pgettext_lazy("receiver", "Left out")
        WAITING = "waiting", pgettext_lazy("receiver", "Not sent yet")
        SENT = "sent", pgettext_lazy("receiver", "Sent")
        NO_CONTACT = "no_contact", pgettext_lazy("receiver", "No longer in contact")
        OVER_QUOTA = "over_quota", pgettext_lazy("receiver", "Had enough already")
        NOT_SENT = "not_sent", pgettext_lazy("receiver", "Never sent")

    class Reason(models.TextChoices):
        NOBODY = "nobody", pgettext_lazy("left out", "No colleague here is in contact")
        REFUSED = "refused", pgettext_lazy("left out", "Does not want marketing on WeCom")
        NO_YES = "no_yes", pgettext_lazy("left out", "Has not agreed to marketing on WeCom")
        CAP = "cap", pgettext_lazy("left out", "Heard of us as often as the rules allow")
        HAD_IT = "had_it", pgettext_lazy("left out", "Is the same person as another receiver")
        QUOTA = "quota", pgettext_lazy("left out", "Got as many messages as the quota allows")
        BARRED = "barred", pgettext_lazy("left out", "Nothing is sent to this address")
        STOPPED = "stopped", pgettext_lazy("left out", "It was stopped before")

    broadcast = models.ForeignKey(
        Broadcast, db_index=False, on_delete=models.CASCADE, related_name="recipients"
    )
    duty = models.ForeignKey(Duty, null=True, on_delete=models.CASCADE, related_name="recipients")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(
        Group, null=True, db_index=False, on_delete=models.CASCADE, related_name="+"
    )
    receiver = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    counted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["broadcast", "receiver"],
                condition=~Q(receiver=""),
                name="one_copy_a_receiver",
            ),
            models.UniqueConstraint(
                fields=["broadcast", "customer"],
                condition=Q(customer__isnull=False),
                name="one_copy_a_person",
            ),
            models.CheckConstraint(
                condition=Q(duty=None) | ~Q(state="left_out"),
                name="who_is_left_out_has_no_sender",
            ),
            models.CheckConstraint(
                condition=Q(state="left_out") & ~Q(reason="") | ~Q(state="left_out") & Q(reason=""),
                name="left_out_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_says_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["counted_at", "receiver"],
                condition=Q(state__in=["waiting", "sent", "over_quota"]),
                name="recipient_quota",
            ),
            models.Index(fields=["broadcast", "state"], name="recipient_state"),
        ]

    def __str__(self) -> str:
        return f"{self.receiver} {self.state}"


class Errand(Owed):
    """A call to make, written with the decision, carried out by the loop outside transactions.

    It is held from before the call. Whoever dies in it leaves an errand of which nobody knows
    whether it was done: `unknown`, and WeCom is asked before anything is asked for again.
    """

    never_expires = "What asks for a message has a latest moment; the rest ends with its task."

    class Kind(models.TextChoices):
        MAKE = "make", pgettext_lazy("errand", "Ask for it")
        CANCEL = "cancel", pgettext_lazy("errand", "Cancel")
        REMIND = "remind", pgettext_lazy("errand", "Remind")

    task = models.ForeignKey(Task, db_index=False, on_delete=models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=6, choices=Kind)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, help_text="The last call.")
    error = models.CharField(max_length=200, blank=True, help_text="As told; decides nothing.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(kind="make"), name="asked_for_once_a_task"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["waiting", "unknown"]),
                name="errand_due",
            ),
            models.Index(fields=["task", "kind"], name="errand_of_task"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.task_id} {self.state}"
