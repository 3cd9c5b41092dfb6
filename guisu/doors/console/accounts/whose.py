"""Whose failures are counted together at sign-in: of which name, from which address."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from guisu.ground.kernel import addresses
from guisu.ground.proof.selectors import device_of

DEVICE_COOKIE = "guisu_device"


def name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The name as typed, in small letters: `Mei` and `mei` are one account, so one count.

    A device that the account has signed in with before is counted by itself: who guesses from
    elsewhere, in the same office perhaps, locks out themselves and not the person.
    """
    told = (credentials or {}).get("username") or request.POST.get("username") or ""
    spoken = str(told).strip()
    device = device_of(spoken, request.COOKIES.get(DEVICE_COOKIE, ""))
    return f"{spoken.casefold()} @{device.pk}" if device else spoken.casefold()


def address(request: HttpRequest) -> str:
    """Where the request came from, as the trusted proxies tell it; empty where nobody knows."""
    peer = request.META.get("REMOTE_ADDR") or ""
    told: str = settings.PROXIES.client(peer, request.META.get("HTTP_X_FORWARDED_FOR", ""))
    return told


def counted_address(request: HttpRequest) -> str | None:
    """What failures from there are counted under."""
    return addresses.counted(address(request)) or None
