"""Handovers, the calls that they take, and where each customer and group of them stands."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.act.handovers import domain
from guisu.ground.channels.models import Colleague, Connection, Outgoing
from guisu.ground.jobs.owing import Due
from guisu.ground.staff.models import Staff
from guisu.know.customers.models import Customer
from guisu.know.groups.models import Group


class Handover(Due):
    """Customers or groups of `giver`, handed to `taker` by one act of one person.

    `due_at`: when results are asked for.
    """

    never_expires = "Whatever is not known after seven days has failed, and ends it."

    class What(models.TextChoices):
        CUSTOMERS = "customers", _("customers")
        GROUPS = "groups", _("groups")

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    giver = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=9, choices=What)
    has_left = models.BooleanField(help_text="The giver has left: WeCom has other calls for it.")
    words = models.CharField(max_length=domain.MOST_WORDS, blank=True)
    key = models.CharField(max_length=32, unique=True, help_text="Starts it once.")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        Staff, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=models.F("taker")), name="nobody_hands_over_to_themselves"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="handover_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"


class Part(Outgoing):
    """One call: at most 100 customers or groups of a handover."""

    never_expires = "It is tried twenty times at most; whoever started the handover can stop it."

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="parts")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="part_due"),
        ]

    def __str__(self) -> str:
        return f"part {self.pk} {self.state}"


class Item(models.Model):
    """One customer or one group of a handover. `code` is WeCom's, where it refused.

    `to_read`: it has ended, and our own tables have still to be brought up to it.
    """

    class State(models.TextChoices):
        OWED = domain.Outcome.OWED, pgettext_lazy("handover", "Not asked yet")
        ASKED = domain.Outcome.ASKED, pgettext_lazy("handover", "Being looked at")
        BEGUN = domain.Outcome.BEGUN, pgettext_lazy("handover", "Waiting 24 hours")
        DONE = domain.Outcome.DONE, pgettext_lazy("handover", "Taken over")
        REFUSED = domain.Outcome.REFUSED, pgettext_lazy("handover", "Refused by the customer")
        FULL = domain.Outcome.FULL, pgettext_lazy("handover", "The taker has too many")
        TOO_OFTEN = domain.Outcome.TOO_OFTEN, pgettext_lazy("handover", "Handed over too often")
        ELSEWHERE = domain.Outcome.ELSEWHERE, pgettext_lazy("handover", "On the way elsewhere")
        GONE = domain.Outcome.GONE, pgettext_lazy("handover", "No longer the giver's")
        FAILED = domain.Outcome.FAILED, pgettext_lazy("handover", "Refused by WeCom")
        STOPPED = domain.Outcome.STOPPED, pgettext_lazy("handover", "Stopped")

    handover = models.ForeignKey(
        Handover, db_index=False, on_delete=models.CASCADE, related_name="items"
    )
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="items")
    external_userid = models.CharField(max_length=64, blank=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OWED)
    code = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    to_read = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, group=None)
                | Q(customer=None, group__isnull=False),
                name="item_is_a_customer_or_a_group",
            ),
        ]
        indexes = [
            models.Index(fields=["handover", "state", "id"], name="item_of_handover"),
            models.Index(fields=["id"], condition=Q(to_read=True), name="item_to_read"),
        ]

    def __str__(self) -> str:
        return f"item {self.pk} {self.state}"
