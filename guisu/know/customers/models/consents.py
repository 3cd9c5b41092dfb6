"""What people agreed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guisu.ground.channels import reach
from guisu.ground.staff.models import Staff
from guisu.know.customers.models.people import Customer


class Consent(models.Model):
    """One word given or taken back, with evidence; the latest for (channel, purpose) holds.

    `LATEST_LAST` and `LATEST_FIRST` say which is the latest: use them wherever words are read.
    """

    Channel = reach.Channel

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

    # Of a yes and a no of the same moment the no holds, whoever told it and in whatever order.
    LATEST_LAST = ("at", "-granted", "id")
    LATEST_FIRST = ("-at", "granted", "-id")

    class Meta:
        indexes = [
            models.Index(fields=["customer", "channel", "purpose", "-at"], name="consent_latest"),
            models.Index(fields=["channel", "purpose", "granted", "customer"], name="consent_who"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel}/{self.purpose} {self.granted}"
