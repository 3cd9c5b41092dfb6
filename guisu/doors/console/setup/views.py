"""The first run: organisation, first store, owner. Until it is over nothing is written."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from guisu.act.outreach.services import rules
from guisu.doors.console.accounts import entering
from guisu.doors.console.forms import ConsoleForm, told_by
from guisu.doors.console.http import open_view
from guisu.doors.console.kit import editing
from guisu.doors.console.reach.forms import BY_CHANNEL, needs_of
from guisu.doors.console.setup import code
from guisu.doors.console.setup.forms import FirstStoreForm, HouseForm, OwnerForm
from guisu.ground.staff import selectors

KEPT = "first-run"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the wizard."""

    name: str
    label: str | Promise
    form: type[ConsoleForm]


STEPS = (
    Step("organisation", _("Organisation"), HouseForm),
    Step("store", _("First store"), FirstStoreForm),
    Step("owner", _("Your account"), OwnerForm),
)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
@open_view
def set_up(request: HttpRequest, number: int = 1) -> HttpResponse:
    """One step; each is kept in the session, and the last one makes everything at once."""
    if selectors.is_set_up():
        return redirect("console:sign-in")
    kept: dict[str, Any] = request.session.get(KEPT, {})
    if number > len(kept) + 1 or number > len(STEPS):
        return redirect("console:set-up")
    step = STEPS[number - 1]
    form = step.form(request.POST or None, initial=kept.get(step.name) or _defaults())
    if request.method == "POST" and form.is_valid():
        if number == len(STEPS):
            return _finish(request, kept, form)
        request.session[KEPT] = {**kept, step.name: form.cleaned_data}
        return redirect("console:set-up", number + 1)
    return _page(request, form, number)


def _finish(request: HttpRequest, kept: dict[str, Any], form: ConsoleForm) -> HttpResponse:
    organisation = dict(kept["organisation"])
    if not code.is_right(organisation.pop("code", "")):
        return redirect("console:set-up")
    needs = needs_of(organisation.pop("consent", ""))
    with told_by(form, invalid="password"):
        owner = rules.set_up(
            organisation=organisation,
            store=kept["store"],
            needs=needs,
            owner=form.cleaned_data,
            at=timezone.now(),
        )
    if not form.is_valid():
        return _page(request, form, len(STEPS))
    request.session.pop(KEPT, None)
    return entering.enter(request, owner, to="console:home")


def _page(request: HttpRequest, form: ConsoleForm, number: int) -> HttpResponse:
    context = {
        "form": form,
        "steps": [step.label for step in STEPS],
        "step": number,
        "heading": STEPS[number - 1].label,
        "before": number - 1,
        "is_last": number == len(STEPS),
    }
    status = editing.status(request, form)
    return render(request, "console/setup/step.html", context, status=status)


def _defaults() -> dict[str, str]:
    return {
        "language": translation.get_language() or "zh-hans",
        "time_zone": "Asia/Shanghai",
        "currency": "CNY",
        "phone_region": "CN",
        "consent": BY_CHANNEL,
    }
