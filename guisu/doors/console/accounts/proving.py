"""The second step of signing in: the code, or setting up what gives it where the post needs it."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from guisu.doors.console.accounts import entering, factor
from guisu.doors.console.accounts.forms import CodeForm
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import open_view
from guisu.ground.proof import selectors as proof
from guisu.ground.proof.services import factors
from guisu.ground.staff.models import Staff


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
@open_view
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """A code of the app, or one of the recovery codes."""
    found = entering.proving(request)
    if found is None:
        return redirect("console:sign-in")
    staff, told = found
    named = {"username": staff.username}
    if not AxesProxyHandler.is_allowed(request, named):
        answer: HttpResponseBase = get_lockout_response(request, credentials=named)
        return answer
    form = CodeForm(request.POST or None)
    if form.is_valid() and _is_right(request, form, staff):
        return entering.enter(request, staff, to=told["to"], kept=told["kept"], is_proved=True)
    context = {"form": form, "left": proof.codes_left(staff)}
    status = 422 if form.is_bound else 200
    return render(request, "console/accounts/second_factor.html", context, status=status)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
@open_view
def first_factor(request: HttpRequest) -> HttpResponse:
    """Set one up before the session opens, where the post needs one and there is none."""
    found = entering.proving(request)
    if found is None:
        return redirect("console:sign-in")
    staff, told = found
    if proof.has_factor(staff):
        return redirect("console:second-factor")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with told_by(form, "code"):
            codes = factors.confirm(staff, form.cleaned_data["code"], at=timezone.now())
            entered = entering.enter(
                request, staff, to=told["to"], kept=told["kept"], is_proved=True
            )
            return factor.shown_codes(request, codes, to=told["to"], cookies=entered)
    context: dict[str, Any] = factor.enrolment(staff, form)
    status = 422 if form.is_bound else 200
    return render(request, "console/accounts/first_factor.html", context, status=status)


def _is_right(request: HttpRequest, form: CodeForm, staff: Staff) -> bool:
    with told_by(form, "code"):
        factors.check(
            staff,
            form.cleaned_data["code"],
            at=timezone.now(),
            is_known=entering.is_known(request, staff),
        )
    if form.is_valid():
        return True
    # Counted with the wrong passwords of this name from here.
    user_login_failed.send(
        sender=__name__, credentials={"username": staff.username}, request=request
    )
    return False
