"""Groups and memberships. Who left stays on record: the row ends, and a new one begins."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.staff.models import Store
from guisu.know.customers.models import Customer


class Group(models.Model):
    """One group chat of a channel.

    `member_version` names the roster that we hold, `past_versions` those before it, and
    `awaited_version` one that an event spoke of and that has not come; with `look_at` set the
    whole roster is to be asked for at that moment.
    """

    class Status(models.IntegerChoices):
        """WeCom's own numbers."""

        NORMAL = 0, pgettext_lazy("group", "Normal")
        OWNER_LEFT = 1, pgettext_lazy("group", "Owner has left")
        BEING_INHERITED = 2, pgettext_lazy("group", "Being handed over")
        INHERITED = 3, pgettext_lazy("group", "Handed over")

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    chat_id = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=200, blank=True)
    notice = models.TextField(_("notice"), blank=True)
    owner = models.ForeignKey(
        Colleague, null=True, on_delete=models.PROTECT, related_name="owned_groups"
    )
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.PositiveSmallIntegerField(choices=Status, default=Status.NORMAL)
    founded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Dismissed, or no longer to be seen.")
    members_count = models.PositiveIntegerField(default=0, help_text="Colleagues included.")
    member_version = models.CharField(max_length=64, blank=True)
    past_versions: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    awaited_version = models.CharField(max_length=64, blank=True)
    look_at = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, help_text="When the roster was last asked for.")
    extra: "models.JSONField[dict[str, object], dict[str, object]]" = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "chat_id"], name="group_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(look_at=None), name="ended_group_is_not_looked_at"
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_at"], condition=Q(look_at__isnull=False), name="group_to_look_at"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.chat_id


class Membership(models.Model):
    """That somebody is, or was, in a group: a customer row or a colleague, never both."""

    class Scene(models.TextChoices):
        INVITED = "invited", pgettext_lazy("joined a group", "Invited")
        LINK = "link", pgettext_lazy("joined a group", "By link")
        CODE = "code", pgettext_lazy("joined a group", "By code")

    class Leaving(models.TextChoices):
        SELF = "self", pgettext_lazy("left a group", "By themselves")
        REMOVED = "removed", pgettext_lazy("left a group", "Removed")
        DISMISSED = "dismissed", pgettext_lazy("left a group", "Group dismissed")

    group = models.ForeignKey(
        Group, db_index=False, on_delete=models.CASCADE, related_name="memberships"
    )
    customer = models.ForeignKey(
        Customer, null=True, db_index=False, on_delete=models.CASCADE, related_name="memberships"
    )
    colleague = models.ForeignKey(
        Colleague, null=True, on_delete=models.PROTECT, related_name="memberships"
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    scene = models.CharField(max_length=8, choices=Scene, blank=True)
    leaving = models.CharField(max_length=10, choices=Leaving, blank=True)
    invitor = models.ForeignKey(
        Colleague, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=64, blank=True, help_text="Of the code that led here.")
    nickname = models.CharField(max_length=120, blank=True)
    is_admin = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, colleague=None)
                | Q(customer=None, colleague__isnull=False),
                name="member_is_a_customer_or_a_colleague",
            ),
            models.UniqueConstraint(
                fields=["group", "customer"],
                condition=Q(left_at=None, customer__isnull=False),
                name="customer_is_in_a_group_once",
            ),
            models.UniqueConstraint(
                fields=["group", "colleague"],
                condition=Q(left_at=None, colleague__isnull=False),
                name="colleague_is_in_a_group_once",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="nobody_leaves_before_they_join",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=False) | Q(leaving=""),
                name="who_is_in_has_not_left",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "left_at"], name="membership_of_group"),
            models.Index(
                fields=["customer", "-joined_at"],
                condition=Q(customer__isnull=False),
                name="membership_of_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id or self.colleague} in {self.group_id}"
