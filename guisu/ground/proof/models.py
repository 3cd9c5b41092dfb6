"""Second factors with sealed secrets, devices that somebody signed in with, open sessions."""

from django.contrib.sessions.models import Session
from django.db import models

from guisu.ground.staff.models import Staff


class SecondFactor(models.Model):
    """The secret that somebody's authenticator app shares with us. One a person."""

    staff = models.OneToOneField(
        Staff, on_delete=models.CASCADE, primary_key=True, related_name="second_factor"
    )
    secret = models.TextField(help_text="Sealed.")
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(
        default=0, help_text="The newest step whose code was used: none up to it opens again."
    )
    failures = models.PositiveIntegerField(default=0, help_text="From devices not known.")
    failures_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"second factor of {self.staff_id}"


class RecoveryCode(models.Model):
    """Opens once, instead of the second factor. Only its digest is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class Device(models.Model):
    """A browser that somebody signed in with: it holds a token, of which this is the digest."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64)
    agent = models.CharField(max_length=300, blank=True, help_text="As the browser calls itself.")
    address = models.GenericIPAddressField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    noticed_at = models.DateTimeField(null=True, help_text="The person knows of it since.")

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "digest"], name="device_known_once_a_person")
        ]

    def __str__(self) -> str:
        return f"device {self.pk}"


class SignIn(models.Model):
    """An open session of somebody. Goes with the session; `proof` is what it was opened on."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sign_ins")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL)
    proof = models.CharField(max_length=64, help_text="Of another one the session is over.")
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"session of {self.staff_id}"


class MadeOnce(models.Model):
    """What an act that shows a secret once has made, sealed, for the same form sent twice."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="Of the form's token.")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    sealed = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest
