"""Connections to providers, the tokens they live by, and the colleagues they know."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from guisu.ground.channels import reach
from guisu.ground.database.editions import Edited
from guisu.ground.jobs.owing import Owed
from guisu.ground.staff.models import Staff, Store


class Connection(Edited):
    """One account with one provider, as `port.Settings` of its kind, sealed: see `safe`."""

    Provider = reach.Provider

    class Held(models.TextChoices):
        RESTORED = "restored", pgettext_lazy("held", "A backup was put back")
        ASKED = "asked", pgettext_lazy("held", "Held by a person, or a command")

    provider = models.CharField(max_length=16, choices=Provider, default=Provider.WECOM)
    name = models.CharField(_("name"), max_length=80)
    account = models.CharField(
        max_length=200, help_text="What the provider knows us by: corp and application."
    )
    sealed_settings = models.TextField(help_text="All that was entered, typed by the provider.")
    path = models.CharField(
        max_length=43, unique=True, help_text="The end of its callbacks' address; not guessable."
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField()
    held_at = models.DateTimeField(
        null=True, help_text="Since when nothing leaves by it, until a person lets it go."
    )
    held_for = models.CharField(max_length=16, choices=Held, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "account"], name="account_connected_once"),
            models.CheckConstraint(
                condition=Q(held_at=None, held_for="") | Q(held_at__isnull=False) & ~Q(held_for=""),
                name="held_connection_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """Whose word it is, in the log and on tags: `wecom:1`."""
        return f"{self.provider}:{self.pk}"


class AccessToken(models.Model):
    """The token that a connection's calls carry, shared by all processes.

    `version` grows with each new one, and `leased_until` belongs to whoever is fetching the next.
    """

    connection = models.OneToOneField(Connection, primary_key=True, on_delete=models.CASCADE)
    sealed_value = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)
    version = models.PositiveBigIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.version} of {self.connection_id}"


class Upload(models.Model):
    """A file that the provider holds for a while, so that it is not sent again for each message."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, help_text="`image`, `voice`, `video`, `file`.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    media_id = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind", "digest"], name="uploaded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"


class CallCount(models.Model):
    """How often a connection made a call in one minute, and how often that came to nothing."""

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.CASCADE, related_name="+"
    )
    call = models.CharField(max_length=64, help_text="As in the provider's pages.")
    minute = models.DateTimeField(db_index=True)
    made = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(help_text="Answered with an error, or not at all.")
    over_limit = models.PositiveIntegerField(help_text="Of those: too many calls.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "call", "minute"], name="minute_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.minute:%H:%M} {self.made}"


class Spending(models.Model):
    """Calls of one `port.Budget` since `began_at`: the one count of all processes."""

    key = models.CharField(primary_key=True, max_length=255)
    began_at = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)
    shut_until = models.DateTimeField(null=True, help_text="The provider let nothing through.")

    def __str__(self) -> str:
        return f"{self.key}: {self.calls}"


class Colleague(Edited):
    """Somebody who works for us, as the channel knows them: an account of WeCom.

    `staff` is the same person here, where somebody said so; customers whom a colleague adds are
    known to `store`.
    """

    connection = models.ForeignKey(
        Connection, db_index=False, on_delete=models.PROTECT, related_name="colleagues"
    )
    userid = models.CharField(max_length=64, help_text="Lower case: WeCom tells no difference.")
    name = models.CharField(_("name"), max_length=120, blank=True)
    staff = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    may_contact = models.BooleanField(default=False, help_text="Has customer contact (客户联系).")
    is_activated = models.BooleanField(default=True, help_text="Has signed in, and is not barred.")
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "userid"], name="colleague_once"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(may_contact=False),
                name="who_left_contacts_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.userid


class Outgoing(Owed):
    """A row of an outbox: one call owed to a provider, carried out by `outbox`.

    It is held from before the call. A process that dies in it leaves a row of which nobody knows
    what became of it.
    """

    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, help_text="As told; decides nothing.")

    class Meta:
        abstract = True

    @property
    def standing(self) -> str:
        """Its state in words."""
        if self.state == self.State.DONE:
            return pgettext("outbox", "Sent")
        if self.state == self.State.WAITING and self.is_held:
            return pgettext("outbox", "Being sent")
        return str(self.State(self.state).label)
