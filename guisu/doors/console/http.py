"""The console's door: sign-in, permission, data scope and refusals, once for all pages."""

from collections.abc import Callable, Mapping
from functools import wraps
from http.client import FORBIDDEN
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget
from django_htmx.middleware import HtmxDetails

from guisu.doors.console import carrying
from guisu.doors.console.forms import SignInForm
from guisu.doors.console.refusals import said
from guisu.ground.database import away, clashes, room
from guisu.ground.kernel.numbers import LARGEST
from guisu.ground.kernel.refusals import NotFound, Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff import selectors
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.models import Staff

View = Callable[..., HttpResponseBase]
ANYBODY = "anybody"  # open to strangers
EVERY_POST = "every post"  # open to whoever is signed in


class OperatorRequest(HttpRequest):
    """A request of a signed-in staff member, with how far they see."""

    user: Staff
    scope: Scope
    htmx: HtmxDetails


def operator_view(permission: Permission | None) -> Callable[[View], View]:
    """A page for staff who hold `permission` (None: for every post).

    Strangers go to sign-in (or to the first-run wizard), others get the refusal's page. A
    `Refusal` answers with its own status: into `#notices` for htmx, else as a page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            operator = cast(OperatorRequest, request)
            operator.scope = selectors.scope_of(operator.user)
            try:
                _require_numbers(kwargs)
                if permission is not None:
                    operator.scope.require(permission)
                with clashes.refused():
                    return view(operator, *args, **kwargs)
            except (Refusal, *room.FAILURES) as error:
                return refused(request, _refusal(error))

        wrapped.access = permission or EVERY_POST  # type: ignore[attr-defined]
        return wrapped

    return decorate


def open_view(view: View) -> View:
    """A page for strangers too; says so for the test that walks all addresses."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _require_numbers(kwargs)
            return view(request, *args, **kwargs)
        except (Refusal, *room.FAILURES) as error:
            return refused(request, _refusal(error))

    wrapped.access = ANYBODY  # type: ignore[attr-defined]
    return wrapped


def _require_numbers(named: Mapping[str, Any]) -> None:
    """Raise `NotFound` for an address with a number that no column can hold."""
    if any(isinstance(value, int) and value > LARGEST for value in named.values()):
        raise NotFound(what=gettext_noop("page"), number="")


def _refusal(error: Exception) -> Refusal:
    """What to tell of it; a fault of ours is raised again."""
    if isinstance(error, Refusal):
        return error
    if refusal := room.told(error):
        away.note(error)
        return refusal
    raise error


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a notice (htmx) or as a page of its own, with its status."""
    context = {"text": said(refusal), "refusal": refusal, "level": "danger"}
    if getattr(request, "htmx", False):
        notice = render(request, "console/_notice.html", context, status=refusal.http_status)
        return retarget(notice, "#notices")
    return render(request, "console/refused.html", context, status=refusal.http_status)


def found(rows: Any, pk: int, *, what: str) -> Any:
    """The one of `rows` (a QuerySet already cut to the scope) with `pk`, or `NotFound`.

    `what` is an English msgid.
    """
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(what=what, number=pk)
    return row


def go(request: HttpRequest, to: str, *args: Any) -> HttpResponse:
    """Send the browser on to a page after a change, with or without htmx."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(resolve_url(to, *args))
    return redirect(to, *args)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where strangers go; what they had typed into an edit form goes with them."""
    if not selectors.is_set_up():
        return go(request, "console:set-up")
    if carried := carrying.packed(request):
        context = {"form": SignInForm(request), "next": carrying.page(request), "kept": carried}
        page = render(request, "console/accounts/sign_in.html", context, status=FORBIDDEN)
        return reswap(retarget(page, "body"), "innerHTML")
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(resolve_url("console:sign-in"))
    return redirect_to_login(request.get_full_path())
