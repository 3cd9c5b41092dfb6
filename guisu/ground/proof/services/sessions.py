"""Sessions and devices: noted at sign-in, seen while they last, ended by the person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction

from guisu.ground.kernel.text import clean
from guisu.ground.proof.domain import digest
from guisu.ground.proof.models import Device, SignIn
from guisu.ground.staff.models import Staff

AGENT_LENGTH = 300
MOST_DEVICES = 50


@dataclass(frozen=True, slots=True)
class Browser:
    """Who asks: the token that the browser holds, what it calls itself, where it is."""

    token: str
    agent: str
    address: str


@transaction.atomic
def note_device(staff: Staff, browser: Browser, *, at: datetime) -> Device:
    """Know the browser again from now on.

    One that was not known is news to the person, but for the first one ever.
    """
    told = {"agent": clean(browser.agent)[:AGENT_LENGTH], "address": browser.address or None}
    is_first = not Device.objects.filter(staff=staff).exists()
    device, is_new = Device.objects.update_or_create(
        staff=staff,
        digest=digest(browser.token),
        defaults={**told, "last_at": at},
        create_defaults={
            **told,
            "first_at": at,
            "last_at": at,
            "noticed_at": at if is_first else None,
        },
    )
    if is_new:
        kept = (
            Device.objects.filter(staff=staff)
            .order_by("-last_at", "-pk")
            .values_list("pk", flat=True)
        )
        Device.objects.filter(staff=staff).exclude(pk__in=list(kept[:MOST_DEVICES])).delete()
    return device


def note_session(key: str, *, device: Device, address: str, at: datetime) -> SignIn:
    """Have the session stand in the person's list; again: with what changed of it."""
    staff: Staff = device.staff
    told: dict[str, Any] = {"address": address or None, "seen_at": at, "device": device}
    told |= {"staff": staff, "proof": staff.get_session_auth_hash()}
    noted, _ = SignIn.objects.update_or_create(
        session_id=key, defaults=told, create_defaults={**told, "at": at}
    )
    return noted


def note_seen(key: str, *, address: str, at: datetime) -> None:
    """Remember that the session is in use, and from where."""
    SignIn.objects.filter(session_id=key).update(seen_at=at, address=address or None)


def end(sign_in: SignIn) -> None:
    """Sign that browser out."""
    Session.objects.filter(pk=sign_in.session_id).delete()


def take_notice(staff: Staff, *, on: int, at: datetime) -> None:
    """The person has read, on the device `on`, which others are new: none vouches for itself."""
    Device.objects.filter(staff=staff, noticed_at=None).exclude(pk=on).update(noticed_at=at)
