"""From a right password to an open session: what is asked on the way, and what is noted then.

`enter` is the one place that opens a session, so that no door leads past the second factor.
"""

import secrets
from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from guisu.doors.console import carrying
from guisu.doors.console.accounts import whose
from guisu.ground.proof import selectors as proof
from guisu.ground.proof.models import Device
from guisu.ground.proof.services import sessions
from guisu.ground.proof.services.sessions import Browser
from guisu.ground.staff import selectors
from guisu.ground.staff.models import Staff

BACKEND = "django.contrib.auth.backends.ModelBackend"
PROVING, PROVED, SEEN, DEVICE, NEWS = "proving", "proved", "seen", "device", "news"
SECONDS = 600
SEEN_SECONDS = 300
YEAR = 365 * 24 * 3600


def go_on(request: HttpRequest, staff: Staff, *, to: str, kept: str = "") -> HttpResponse:
    """After a right password: in, or to the second factor, or to setting one up."""
    has_factor = proof.has_factor(staff)
    if not has_factor and not proof.is_required(staff, selectors.installation()):
        return enter(request, staff, to=to, kept=kept)
    request.session[PROVING] = {
        "staff": staff.pk,
        "since": int(timezone.now().timestamp()),
        "proof": staff.get_session_auth_hash(),
        "to": to,
        "kept": kept,
    }
    return redirect("console:second-factor" if has_factor else "console:first-factor")


def proving(request: HttpRequest) -> tuple[Staff, Mapping[str, Any]] | None:
    """Who gave the right password in this browser, some minutes ago, and is not in yet."""
    told = request.session.get(PROVING)
    if not told or timezone.now().timestamp() - told["since"] > SECONDS:
        return None
    staff = proof.somebody(told["staff"])
    if staff is None or staff.get_session_auth_hash() != told["proof"]:
        return None
    return staff, told


def enter(
    request: HttpRequest, staff: Staff, *, to: str, kept: str = "", is_proved: bool = False
) -> HttpResponse:
    """Open the session, and know the browser again."""
    request.session.pop(PROVING, None)
    login(request, staff, backend=BACKEND)
    request.session[PROVED] = is_proved
    carrying.keep(request, kept)
    answer = redirect(to)
    carrying.remember(answer, staff)
    note(request, answer, staff)
    return answer


def note(request: HttpRequest, answer: HttpResponseBase, staff: Staff) -> None:
    """Have the session and its browser stand in the person's list."""
    now = timezone.now()
    token = request.COOKIES.get(whose.DEVICE_COOKIE) or secrets.token_urlsafe(32)
    address = whose.address(request)
    browser = Browser(token, request.headers.get("user-agent", ""), address)
    device = sessions.note_device(staff, browser, at=now)
    request.session[DEVICE] = device.pk
    request.session[SEEN] = int(now.timestamp())
    tell(request)
    # The row that the list refers to.
    request.session.save()
    sessions.note_session(str(request.session.session_key), device=device, address=address, at=now)
    answer.set_cookie(
        whose.DEVICE_COOKIE,
        token,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def see(request: HttpRequest) -> None:
    """Note, every five minutes at most, that the session is in use."""
    now = timezone.now()
    seen = request.session.get(SEEN)
    if seen is None or now.timestamp() - seen < SEEN_SECONDS:
        return
    request.session[SEEN] = int(now.timestamp())
    tell(request)
    key = str(request.session.session_key)
    sessions.note_seen(key, address=whose.address(request), at=now)


def tell(request: HttpRequest) -> None:
    """Have this session know whether there are devices to tell the person of."""
    staff = cast(Staff, request.user)
    request.session[NEWS] = proof.news(staff, on=here(request)).exists()


def here(request: HttpRequest) -> int:
    """The device of this session; 0 where the session is older than devices are."""
    return int(request.session.get(DEVICE, 0))


def is_known(request: HttpRequest, staff: Staff) -> bool:
    """Whether this person has signed in with this browser before."""
    return device_here(request, staff.username) is not None


def device_here(request: HttpRequest, username: str) -> Device | None:
    return proof.device_of(username, request.COOKIES.get(whose.DEVICE_COOKIE, ""))
