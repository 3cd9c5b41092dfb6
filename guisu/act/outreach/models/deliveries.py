"""What is owed to people, colleagues, groups or the public, and what became of it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from guisu.act.outreach.domain import codes
from guisu.act.outreach.models.rules import ConsentRule
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.jobs.owing import Owed
from guisu.know.customers.models import Customer
from guisu.know.groups.models import Group


class Words(models.Model):
    """What is said, as it was when it was decided: `port.Message` by language. Never edited."""

    digest = models.CharField(max_length=32, unique=True, help_text="Of `said`.")
    said: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "words"

    def __str__(self) -> str:
        return self.digest


class Cause(models.Model):
    """Why something is said: the room and the object of it, and what goes for all its deliveries.

    Stopped, nothing more of it is said. `connection` is the account that carries it.
    """

    room = models.CharField(max_length=20, help_text="The app label: `messaging`.")
    subject = models.CharField(max_length=80, help_text="The object there: `broadcast:7`.")
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=12, choices=ConsentRule.Purpose)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    words = models.ForeignKey(Words, null=True, on_delete=models.PROTECT, related_name="+")
    experiment = models.CharField(max_length=80, blank=True)
    held_out = models.PositiveSmallIntegerField(default=0, help_text="Of 10,000.")
    keeps_quiet = models.BooleanField(default=True, help_text="Waits for the end of quiet hours.")
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "subject"], name="cause_once"),
            models.CheckConstraint(
                condition=Q(held_out__lte=10_000), name="nobody_is_held_out_twice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.subject}"


class Delivery(Owed):
    """One copy for one receiver; what was left out is a row as well, its `code` the gate's.

    `occurrence` tells one time of a cause from the next; with the receiver it is what keeps
    anybody from getting two. `due_at` is after quiet hours. `counted_at`: from when it counts
    against the caps; null where it does not, or was given back. Amounts are in millionths of the
    installation's currency.
    """

    never_expires = "It has a latest moment, save where its room words and carries it."

    class Receiver(models.TextChoices):
        PERSON = codes.Receiver.PERSON, pgettext_lazy("receiver", "Customer")
        COLLEAGUE = codes.Receiver.COLLEAGUE, pgettext_lazy("receiver", "Colleague")
        GROUP = codes.Receiver.GROUP, pgettext_lazy("receiver", "Group")
        PUBLIC = codes.Receiver.PUBLIC, pgettext_lazy("receiver", "Everybody")

    class Step(models.TextChoices):
        """How far what was taken came; `asked_for`: a colleague has yet to confirm it."""

        NONE = "", "–"
        ASKED_FOR = "asked_for", pgettext_lazy("delivery", "Asked for")
        HANDED_OVER = "handed_over", pgettext_lazy("delivery", "Handed over")
        SENT = "sent", pgettext_lazy("delivery", "Sent")
        DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")

    cause = models.ForeignKey(
        Cause, db_index=False, on_delete=models.PROTECT, related_name="deliveries"
    )
    occurrence = models.CharField(max_length=80, blank=True)
    receiver = models.CharField(max_length=9, choices=Receiver)
    customer = models.ForeignKey(
        Customer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    colleague = models.ForeignKey(
        Colleague, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        Group, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    variables: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    step = models.CharField(max_length=11, choices=Step, blank=True)
    reference = models.CharField(max_length=128, blank=True, help_text="The provider's.")
    provider_code = models.CharField(max_length=40, blank=True)
    counted_at = models.DateTimeField(null=True)
    priority = models.PositiveSmallIntegerField(
        default=0, help_text="Of its purpose: smaller numbers are carried first."
    )
    cost_micros = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "cause", "occurrence"],
                condition=Q(customer__isnull=False),
                name="one_copy_a_customer_row",
            ),
            models.UniqueConstraint(
                fields=["colleague", "cause", "occurrence"],
                condition=Q(colleague__isnull=False),
                name="one_copy_a_colleague",
            ),
            models.UniqueConstraint(
                fields=["group", "cause", "occurrence"],
                condition=Q(group__isnull=False),
                name="one_copy_a_group",
            ),
            models.UniqueConstraint(
                fields=["cause", "occurrence"],
                condition=Q(receiver="public"),
                name="one_copy_for_everybody",
            ),
            models.CheckConstraint(
                condition=Q(
                    receiver="person",
                    customer__isnull=False,
                    colleague=None,
                    group=None,
                )
                | Q(receiver="colleague", colleague__isnull=False, customer=None, group=None)
                | Q(receiver="group", group__isnull=False, customer=None, colleague=None)
                | Q(receiver="public", customer=None, colleague=None, group=None),
                name="delivery_has_the_receiver_it_names",
            ),
            models.CheckConstraint(
                condition=Q(counted_at=None) | Q(receiver="person"),
                name="only_persons_are_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(code=""), name="left_out_delivery_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(step=""), name="done_delivery_says_how_far"
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "priority", "due_at"],
                condition=Q(state="waiting"),
                name="delivery_due",
            ),
            models.Index(
                fields=["customer", "counted_at"],
                condition=Q(counted_at__isnull=False),
                name="delivery_counted",
            ),
            models.Index(fields=["cause", "state", "code"], name="delivery_standing"),
            models.Index(fields=["state", "id"], name="delivery_by_state"),
            models.Index(fields=["code", "id"], condition=~Q(code=""), name="delivery_by_reason"),
            models.Index(
                fields=["connection", "first_tried_at"],
                condition=Q(state="done") & ~Q(reference=""),
                name="delivery_taken",
            ),
            # Whoever an address belonged to: nobody reads the same in it twice.
            models.Index(
                fields=["cause", "address"], condition=~Q(address=""), name="delivery_address"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} {self.state}"

    @property
    def is_held_out(self) -> bool:
        return self.code == codes.Code.HOLDOUT


class Outcome(models.Model):
    """What a delivery came to, one row each time it changed after it was planned. Never edited."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="outcomes")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=Owed.State)
    step = models.CharField(max_length=11, choices=Delivery.Step, blank=True)
    code = models.CharField(max_length=64, blank=True)
    provider_code = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.state} {self.code}"
