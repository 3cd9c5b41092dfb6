"""Customer rows, what they are known by, and the stores that know them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guisu.ground.channels import reach
from guisu.ground.staff.models import Store
from guisu.know.customers.domain.identities import is_doubtful
from guisu.know.customers.domain.traits import said


class Customer(models.Model):
    """One row of a person; a root (`merged_into` empty) stands for the whole person."""

    merged_into = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="merged_rows",
        db_index=False,
    )
    traits = models.JSONField(
        default=dict, help_text="As told about this row; shown values are the face."
    )
    traits_at = models.JSONField(default=dict, help_text="When each was told, epoch seconds.")
    # The face: on a root, what all its rows together say (the latest word wins); empty elsewhere.
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_key = models.CharField(max_length=120, blank=True, help_text="`search_key` of the name.")
    gender = models.CharField(_("gender"), max_length=8, blank=True)
    birthday_on = models.DateField(_("birthday"), null=True, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=40, help_text="`key:7`, `import:3`, `staff:1`.")
    # On a root: over all rows of the person. The last one trails by less than a minute.
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    # Only on a root with merged rows: of this row alone, so that an un-merge can give it back.
    own_first_seen_at = models.DateTimeField(null=True, blank=True)
    own_last_seen_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Without the roots: with them a planner takes the whole index for one long run.
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="customer_merged",
            ),
            models.Index(
                fields=["-last_seen_at", "-id"],
                condition=Q(merged_into=None),
                name="customer_recent",
            ),
            models.Index(
                fields=["-first_seen_at", "-id"],
                condition=Q(merged_into=None),
                name="customer_newest",
            ),
            # Of all rows, for those without a face have no name: a search then reads it alone.
            models.Index(
                fields=["name_key", "id"],
                name="customer_name",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            # Every batch of events asks whether it is about somebody erased.
            models.Index(
                fields=["id"], condition=Q(erased_at__isnull=False), name="customer_erased"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @property
    def birthday(self) -> str:
        """As it was told: `1990-01-02`, without its year `01-02`, or empty."""
        return said(self.birthday_on) if self.birthday_on else ""


class Identity(models.Model):
    """(channel, account of it, external id) that belongs to one customer row."""

    Channel = reach.Known

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    channel = models.CharField(max_length=16, choices=Channel)
    account = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="The provider's account that gave it; empty: the same for all of them.",
    )
    value = models.CharField(
        max_length=200, help_text="Normal form: +8613800138000, lower-case e-mail."
    )
    shown = models.CharField(max_length=200, help_text="As first given.")
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "account", "value"], name="identity_belongs_to_one_customer"
            ),
        ]
        indexes = [
            # The operator class lets PostgreSQL search by beginnings; SQLite has no such thing.
            models.Index(
                fields=["value"], name="identity_value", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}:{self.value}"

    @property
    def is_doubtful(self) -> bool:
        """A phone or address that cannot be one: kept, never used to join or to write to."""
        return is_doubtful(self.channel, self.value)


class CustomerStore(models.Model):
    """That a store knows this customer row; what a store's staff see hangs on it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="known_to")
    store = models.ForeignKey(Store, db_index=False, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "customer"], name="store_knows_customer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} @ {self.store_id}"
