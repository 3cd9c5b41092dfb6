"""Customers, what they are known by, who is the same person, and what they agreed to.

A person may have several *rows*: one for each time they came as a stranger. Rows found to be one
person are joined by merges; `merged_into` points each at the row that stands for the person, its
root. What arrives (events, orders, consent) stays with the row that it came to, so a merge moves
nothing and an un-merge gives everything back. Pages show roots and gather their rows.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guisu.customers.domain.identities import is_doubtful
from guisu.staff.models import Staff, Store


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
    # On a root: over all rows of the person.
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


class Identity(models.Model):
    """(channel, external id) that belongs to one customer row."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        USER_ID = "user_id", _("User ID")
        UNION_ID = "union_id", _("WeChat union ID")
        EXTERNAL_USERID = "external_userid", _("WeCom contact")
        ANONYMOUS_ID = "anonymous_id", _("Device")
        OTHER = "other", _("Other")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    channel = models.CharField(max_length=16, choices=Channel)
    value = models.CharField(
        max_length=200, help_text="Normal form: +8613800138000, lower-case e-mail."
    )
    shown = models.CharField(max_length=200, help_text="As first given.")
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "value"], name="identity_belongs_to_one_customer"
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


class Merge(models.Model):
    """That two rows are the same person: an edge. Undone merges stay on record."""

    class Reason(models.TextChoices):
        BY_HAND = "hand", _("by hand")
        ALIAS = "alias", _("named as one by the shop's system")
        IDENTIFIED = "identified", _("a device that signed in")
        SHARED_IDENTITY = "shared", _("came with both identities at once")

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    evidence = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="merge_names_the_older_row_first"
            ),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(undone_at=None), name="merge_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}"


class MergeSuggestion(models.Model):
    """Two rows that may be one person, where the rule may not decide alone."""

    class State(models.TextChoices):
        OPEN = "open"
        MERGED = "merged"
        DISMISSED = "dismissed"

    first = models.ForeignKey(Customer, db_index=False, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    evidence = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="suggested_once"),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="suggestion_open")]

    def __str__(self) -> str:
        return f"{self.first_id} ? {self.second_id}"


class Consent(models.Model):
    """One word given or taken back, with evidence; the latest for (channel, purpose) holds."""

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        WECOM = "wecom", _("WeCom")
        OFFICIAL_ACCOUNT = "official_account", _("Official account")
        PHONE = "phone", _("Phone call")
        PUSH = "push", _("Push")

    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("Marketing")
        SERVICE = "service", _("Service messages")
        PROFILING = "profiling", _("Profiling")

    customer = models.ForeignKey(
        Customer, db_index=False, on_delete=models.CASCADE, related_name="consents"
    )
    channel = models.CharField(max_length=20, choices=Channel)
    purpose = models.CharField(max_length=12, choices=Purpose)
    granted = models.BooleanField()
    at = models.DateTimeField()
    evidence = models.CharField(max_length=300, help_text="Form, call, file: what shows it.")
    source = models.CharField(max_length=40)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["customer", "channel", "purpose", "-at"], name="consent_latest"),
            models.Index(fields=["channel", "purpose", "granted", "customer"], name="consent_who"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel}/{self.purpose} {self.granted}"


class ErasedIdentity(models.Model):
    """Keyed digest of an erased person's identity: what still arrives under it stays nameless."""

    digest = models.CharField(max_length=64, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField()
    lifted_at = models.DateTimeField(
        null=True, help_text="When the person came back of their own will."
    )

    def __str__(self) -> str:
        return f"{self.digest[:8]}… of {self.customer_id}"


class ErasureKey(models.Model):
    """The key of those digests: made at the first erasure, the same for ever.

    It is a row and not derived from the signing key, so that changing that key (which ends
    sessions) does not forget who was erased, and so that every machine and every restored backup
    has it. Whoever holds the database can test a guessed phone number against a digest and learn
    that its owner was erased, and nothing else.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_erasure_key")]

    def __str__(self) -> str:
        return f"made {self.made_at:%Y-%m-%d}"
