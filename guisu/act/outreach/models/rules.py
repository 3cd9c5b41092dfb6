"""The rules of the installation: which consent is needed, how often, and when nobody speaks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guisu.act.outreach.domain import codes
from guisu.ground.database.editions import Edited


class Rulebook(Edited):
    """The one row (`ONLY`) that stands for all the rules: it is locked first, and counts them."""

    ONLY = 1

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_rulebook"),
        ]

    def __str__(self) -> str:
        return f"rules, edition {self.edition}"


class ConsentRule(models.Model):
    """What one channel and purpose need; where there is no row, `consent.UNSET` holds."""

    class Need(models.TextChoices):
        A_YES = codes.Need.A_YES, _("only to who said yes")
        UNLESS_A_NO = codes.Need.UNLESS_A_NO, _("to everybody who did not say no")

    class Purpose(models.TextChoices):
        MARKETING = codes.Purpose.MARKETING, _("Marketing")
        SERVICE = codes.Purpose.SERVICE, _("Service messages")

    channel = models.CharField(max_length=20, help_text="As consent names it.")
    purpose = models.CharField(max_length=12, choices=Purpose)
    need = models.CharField(max_length=12, choices=Need)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "purpose"], name="one_rule_a_channel_and_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}/{self.purpose}: {self.need}"


class FrequencyCap(models.Model):
    """At most `most` marketing messages in `days` days; `channel` empty: over all channels."""

    channel = models.CharField(max_length=20, blank=True, unique=True)
    most = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(most__gte=1, days__gte=1), name="cap_lets_something_through"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel or '*'}: {self.most} in {self.days} days"


class QuietHours(models.Model):
    """When nothing is said; without a row `domain.quiet` has the hours. Equal: never quiet."""

    class Whom(models.TextChoices):
        PEOPLE = "people", _("Customers")
        COLLEAGUES = "colleagues", _("Colleagues")

    whom = models.CharField(primary_key=True, max_length=10, choices=Whom)
    begins = models.TimeField()
    ends = models.TimeField()

    def __str__(self) -> str:
        return f"{self.whom}: {self.begins:%H:%M}-{self.ends:%H:%M}"
