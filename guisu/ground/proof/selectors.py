"""What somebody can prove themselves with, and where they are signed in."""

from datetime import datetime

from axes.models import AccessAttempt
from django.db.models import QuerySet, Sum
from django.utils import timezone

from guisu.ground.proof.domain import digest
from guisu.ground.proof.models import Device, RecoveryCode, SecondFactor, SignIn
from guisu.ground.staff.models import Installation, Staff


def somebody(pk: int) -> Staff | None:
    """The person, while their account is open."""
    return Staff.objects.filter(pk=pk, is_active=True).first()


def has_factor(staff: Staff) -> bool:
    """Whether a password alone does not sign this person in."""
    return SecondFactor.objects.filter(staff=staff, confirmed_at__isnull=False).exists()


def is_required(staff: Staff, installation: Installation) -> bool:
    """Whether the organisation wants a second factor of this person's post."""
    return staff.post in installation.second_factor_posts


def codes_left(staff: Staff) -> int:
    """Recovery codes that were not used."""
    return RecoveryCode.objects.filter(staff=staff, used_at=None).count()


def device_of(username: str, token: str) -> Device | None:
    """The device that holds `token`, where this name has signed in with it before."""
    if not token:
        return None
    return Device.objects.filter(
        staff__username__iexact=username.strip(), digest=digest(token)
    ).first()


def sessions(staff: Staff) -> QuerySet[SignIn]:
    """The sessions that are open, the last seen first."""
    return SignIn.objects.filter(
        staff=staff, proof=staff.get_session_auth_hash(), session__expire_date__gt=timezone.now()
    ).select_related("device")


def news(staff: Staff, *, on: int) -> QuerySet[Device]:
    """Devices that this person has not been told of, but for the one that they look `on`."""
    return Device.objects.filter(staff=staff, noticed_at=None).exclude(pk=on)


def failures_from(address: str | None, *, since: datetime) -> int:
    """Wrong passwords and codes that came from one address, of all names together."""
    lately = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since)
    return lately.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
