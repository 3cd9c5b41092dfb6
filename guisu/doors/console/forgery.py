"""What is answered to a form whose token is not the session's: another tab signed in meanwhile.

Django refuses it before any view. Nothing was done, and nothing typed may be lost: what came from
a page of ours is laid down for its form, which shows it again with a fresh token. What another
site sent is not.
"""

from http.client import FORBIDDEN
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import retarget

from guisu.doors.console import carrying
from guisu.doors.console.http import go, to_sign_in
from guisu.ground.staff.models import Staff


def answer(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's `CSRF_FAILURE_VIEW`."""
    if is_ours(request) and carrying.EDITION in request.POST:
        if not isinstance(request.user, Staff):
            return to_sign_in(request)
        if carrying.lay(request):
            return go(request, carrying.page(request).partition("?")[0])
    context = {"text": _text(), "level": "warning", "back": _back(request)}
    if getattr(request, "htmx", False):
        notice = render(request, "console/_notice.html", context, status=FORBIDDEN)
        return retarget(notice, "#notices")
    return render(request, "console/forgery.html", context, status=FORBIDDEN)


def is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very host sent it."""
    origin = request.headers.get("origin", "")
    if origin:
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("sec-fetch-site", "") == "same-origin"


def _text() -> str:
    return _(
        "Nothing was saved: this page was opened before you signed in the last time, perhaps in "
        "another tab. Open it again and send it once more."
    )


def _back(request: HttpRequest) -> str:
    """The page that it was sent from, if it is one of ours."""
    before = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(before)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return resolve_url("console:home")
