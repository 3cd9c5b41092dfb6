"""One's own second factor: set up, recovery codes anew, turned off."""

from typing import Any

import msgspec
import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from guisu.doors.console.accounts import entering, guessing
from guisu.doors.console.accounts.forms import CodeForm, ConfirmForm
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.ground.proof import selectors as proof
from guisu.ground.proof.domain import FactorRequired, address_of
from guisu.ground.proof.services import factors
from guisu.ground.proof.services.once import once
from guisu.ground.staff import selectors
from guisu.ground.staff.models import Staff


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
@operator_view(None)
def set_up(request: OperatorRequest) -> HttpResponseBase:
    """Show the secret to the person's app; its first code has it hold."""
    staff = request.user
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with told_by(form, "code"):
            code, now = form.cleaned_data["code"], timezone.now()
            codes = _once(request, lambda: factors.confirm(staff, code, at=now))
            return renewed(request, shown_codes(request, codes, to="console:account"))
    if proof.has_factor(staff):
        return redirect("console:account")
    context = enrolment(staff, form)
    status = 422 if form.is_bound else 200
    return render(request, "console/accounts/factor.html", context, status=status)


@require_POST
@sensitive_post_parameters()
@never_cache
@operator_view(None)
def new_codes(request: OperatorRequest) -> HttpResponseBase:
    if paused := guessing.locked(request):
        return paused
    form = ConfirmForm(request.POST, staff=request.user)
    if not guessing.is_confirmed(request, form):
        return _refused(request, form)
    now = timezone.now()
    codes = _once(request, lambda: factors.renew_codes(request.user, at=now))
    return shown_codes(request, codes, to="console:account")


@require_POST
@sensitive_post_parameters()
@operator_view(None)
def removal(request: OperatorRequest) -> HttpResponseBase:
    """Turn it off, with the password. Refused where the post needs one."""
    if proof.is_required(request.user, selectors.installation()):
        raise FactorRequired
    if paused := guessing.locked(request):
        return paused
    form = ConfirmForm(request.POST, staff=request.user)
    if not guessing.is_confirmed(request, form):
        return _refused(request, form)
    factors.reset(request.user, by=request.user, at=timezone.now())
    messages.success(request, _("The second factor is off; other devices are signed out."))
    return renewed(request, redirect("console:account"))


def enrolment(staff: Staff, form: CodeForm) -> dict[str, Any]:
    """What the page of setting up shows: the secret as a picture and to type."""
    secret = factors.begin(staff)
    issuer = selectors.installation().name
    drawn = segno.make(address_of(secret, account=staff.username, issuer=issuer), error="m")
    picture = mark_safe(drawn.svg_inline(scale=6, omitsize=True))  # noqa: S308 - dots alone
    spelled = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return {"form": form, "picture": SafeString(picture), "secret": spelled}


def shown_codes(
    request: HttpRequest, codes: list[str], *, to: str, cookies: HttpResponse | None = None
) -> HttpResponse:
    """The recovery codes, shown now and never again; `cookies`: the answer whose they are."""
    context = {"codes": codes, "lines": "\n".join(codes), "to": resolve_url(to)}
    page = render(request, "console/accounts/recovery_codes.html", context)
    if cookies is not None:
        page.cookies = cookies.cookies
    return page


def renewed(request: OperatorRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Have this session go on, where all of the person's were ended."""
    request.user.refresh_from_db(fields=["sessions_ended", "password"])
    update_session_auth_hash(request, request.user)
    request.session[entering.PROVED] = proof.has_factor(request.user)
    entering.note(request, answer, request.user)
    return answer


def _once(request: OperatorRequest, make: Any) -> list[str]:
    """A second click on the same button shows what the first one made."""
    told = once(
        request.POST.get("once", ""),
        by=request.user,
        at=timezone.now(),
        make=lambda: msgspec.json.encode(make()).decode(),
    )
    return msgspec.json.decode(told, type=list[str])


def _refused(request: OperatorRequest, form: ConfirmForm) -> HttpResponse:
    for error in form.errors.get("old", []):
        messages.error(request, str(error))
    return redirect("console:account")
