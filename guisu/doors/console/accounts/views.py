"""Signing in and out, one's own account, the language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from guisu.doors.console.accounts import entering, factor, guessing, sessions
from guisu.doors.console.accounts.forms import ConfirmForm, PasswordForm, ProfileForm
from guisu.doors.console.forms import SignInForm, told_by
from guisu.doors.console.http import OperatorRequest, open_view, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.proof import selectors as proof
from guisu.ground.staff import selectors, services
from guisu.ground.staff.models import Staff

YEAR = 365 * 24 * 3600
ACCOUNT = "console/accounts/account.html"


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
@open_view
def sign_in(request: HttpRequest) -> HttpResponse:
    if not selectors.is_set_up():
        return redirect("console:set-up")
    if request.user.is_authenticated:
        return redirect(_next(request))
    if request.method == "POST":
        guessing.require_calm(request)
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = request.POST.get("kept", "")
        return entering.go_on(request, form.get_user(), to=_next(request), kept=kept)
    asked = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "next": asked, "kept": request.POST.get("kept", "")}
    status = editing.status(request, form)
    return render(request, "console/accounts/sign_in.html", context, status=status)


@require_POST
@open_view
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("console:sign-in")


@require_POST
@open_view
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in the account of who is signed in, and in this browser."""
    code = request.POST.get("language", "")
    answer = redirect(_next(request))
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        if isinstance(request.user, Staff):
            services.choose_language(request.user, language=code)
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax")
    return answer


@require_http_methods(["GET", "POST"])
@operator_view(None)
def account(request: OperatorRequest) -> HttpResponse:
    staff = request.user
    form = ProfileForm(editing.posted(request), initial=_known(staff))

    def save() -> HttpResponse:
        told, seen = form.cleaned_data, editing.seen(request)
        services.change_profile(staff, changes=told, seen=seen, at=timezone.now())
        with override(told["language"] or selectors.installation().language):
            messages.success(request, _("Your account is saved."))
        return redirect("console:account")

    return editing.answer(
        request,
        form,
        save,
        of=staff,
        template=ACCOUNT,
        profile=form,
        password=PasswordForm(staff=staff),
        **_protection(request),
    )


@require_POST
@sensitive_post_parameters()
@operator_view(None)
def password(request: OperatorRequest) -> HttpResponseBase:
    if paused := guessing.locked(request):
        return paused
    form = PasswordForm(request.POST, staff=request.user)
    if guessing.is_confirmed(request, form):
        with told_by(form, "new"):
            services.choose_password(
                request.user, password=form.cleaned_data["new"], by=request.user, at=timezone.now()
            )
    if not form.is_valid():
        return _refused(request, form)
    messages.success(request, _("Your password is changed; other devices are signed out."))
    return factor.renewed(request, redirect("console:account"))


def _refused(request: OperatorRequest, password: PasswordForm) -> HttpResponse:
    profile = ProfileForm(initial=_known(request.user))
    context = {**editing.around(profile, request.user), "profile": profile, "password": password}
    context |= _protection(request)
    return render(request, ACCOUNT, context, status=editing.FAULTY)


def _protection(request: OperatorRequest) -> dict[str, Any]:
    """What the page shows of the second factor, sessions and devices."""
    staff = request.user
    return {
        "confirm": ConfirmForm(staff=staff),
        "has_factor": proof.has_factor(staff),
        "is_required": proof.is_required(staff, selectors.installation()),
        "codes_left": proof.codes_left(staff),
        "table": sessions.table(request),
        "news": list(proof.news(staff, on=entering.here(request))),
    }


def _known(staff: Staff) -> dict[str, str]:
    return {"name": staff.name, "email": staff.email, "language": staff.language}


def _next(request: HttpRequest) -> str:
    """The page asked for before, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return resolve_url("console:home")
