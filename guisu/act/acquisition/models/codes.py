"""Contact codes (活码): whom they lead to, what WeCom was told of them, and who came by each."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.act.acquisition.domain.duty import DAY_MINUTES
from guisu.act.acquisition.domain.rooms import FULL
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.database.editions import Edited
from guisu.ground.staff.models import Staff, Store
from guisu.know.customers.models import Customer, Tag
from guisu.know.groups.models import Group


class ContactCode(Edited):
    """One code that strangers scan. Everything up to `ended_at` is what somebody here wants.

    From `config_id` on it says what WeCom was told. `told` is the last body that it took; where
    that differs from what is wanted now, the loop `codes` tells it anew. `asked_at` is set before
    a code is made there: with it and without a `config_id` an answer was lost, and the code may
    exist. `turn` grows with every wish: who was telling WeCom meanwhile sees that there is more.
    """

    class Kind(models.TextChoices):
        COLLEAGUES = "colleagues", pgettext_lazy("contact code", "Leads to colleagues")
        GROUPS = "groups", pgettext_lazy("contact code", "Leads into groups")

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="codes")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    state = models.CharField(max_length=30, unique=True)
    source = models.CharField(_("source"), max_length=40, blank=True)
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tags = models.ManyToManyField(Tag, related_name="+")
    is_open = models.BooleanField(default=True, help_text="Adds without a colleague's yes.")
    daily_cap = models.PositiveIntegerField(null=True, help_text="People a colleague, a day.")
    room_limit = models.PositiveIntegerField(default=FULL, help_text="Members a group.")
    opens_rooms = models.BooleanField(default=False)
    room_name = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    config_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=300, blank=True, help_text="Of WeCom's own picture.")
    picture = models.BinaryField(default=bytes, help_text="WeCom's own picture of it, PNG.")
    told: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    why = models.CharField(max_length=10, blank=True, help_text="Why just these are named.")
    asked_at = models.DateTimeField(null=True)
    remade_at = models.DateTimeField(null=True, help_text="WeCom had lost it; the picture changed.")
    trouble = models.CharField(max_length=200, blank=True)
    trouble_code = models.IntegerField(default=0, help_text="WeCom's own; 0: it gave none.")
    tries = models.PositiveSmallIntegerField(default=0)
    look_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    turn = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state=""), name="code_has_a_state"),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(kind="colleagues"), name="group_codes_do_not_pause"
            ),
            models.CheckConstraint(
                condition=Q(daily_cap=None) | Q(daily_cap__gt=0), name="code_cap_is_positive"
            ),
            models.CheckConstraint(condition=Q(room_limit__gt=0), name="room_limit_is_positive"),
        ]
        indexes = [
            models.Index(
                fields=["look_at"], condition=Q(look_at__isnull=False), name="code_to_look_at"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def leads_to_groups(self) -> bool:
        return self.kind == self.Kind.GROUPS


class Seat(models.Model):
    """A colleague of a code; a backup stands in when nobody else can."""

    code = models.ForeignKey(
        ContactCode, db_index=False, on_delete=models.CASCADE, related_name="seats"
    )
    colleague = models.ForeignKey(Colleague, on_delete=models.PROTECT, related_name="+")
    is_backup = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "colleague"], name="colleague_once_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.colleague} of {self.code_id}"


class WorkShift(models.Model):
    """Weekly hours of some of a code's colleagues; see `domain.Shift`. `days`: 0 is Monday."""

    code = models.ForeignKey(ContactCode, on_delete=models.CASCADE, related_name="shifts")
    days: "models.JSONField[list[int], list[int]]" = models.JSONField()
    starts_minutes = models.PositiveSmallIntegerField()
    ends_minutes = models.PositiveSmallIntegerField()
    colleagues = models.ManyToManyField(Colleague, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_minutes__lt=DAY_MINUTES, ends_minutes__lte=DAY_MINUTES),
                name="shift_lies_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"shift {self.starts_minutes}-{self.ends_minutes} of {self.code_id}"


class CodeRoom(models.Model):
    """A group of a group code; `place` says which comes first."""

    code = models.ForeignKey(
        ContactCode, db_index=False, on_delete=models.CASCADE, related_name="rooms"
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["code", "group"], name="group_once_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.group} of {self.code_id}"


class CodeArrival(models.Model):
    """That somebody came by a code: to a colleague, or into a group. Every time is one.

    `is_first`: of this customer row, by any code. `left_at`: since then no longer in contact, or
    no longer in the group.
    """

    code = models.ForeignKey(
        ContactCode, db_index=False, on_delete=models.PROTECT, related_name="arrivals"
    )
    customer = models.ForeignKey(Customer, db_index=False, on_delete=models.CASCADE)
    colleague = models.ForeignKey(
        Colleague, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        Group, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    arrived_at = models.DateTimeField()
    arrived_on = models.DateField(help_text="In the installation's zone.")
    is_first = models.BooleanField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(colleague=None) ^ Q(group=None), name="came_to_one_or_the_other"
            ),
            models.UniqueConstraint(
                fields=["customer", "colleague", "arrived_at"],
                condition=Q(colleague__isnull=False),
                name="came_to_a_colleague_once",
            ),
            models.UniqueConstraint(
                fields=["customer", "group", "arrived_at"],
                condition=Q(group__isnull=False),
                name="came_into_a_group_once",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="nobody_left_before_they_came",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "arrived_on"], name="arrivals_of_a_day"),
            models.Index(fields=["customer", "arrived_at"], name="arrivals_of_a_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} by {self.code_id}"
