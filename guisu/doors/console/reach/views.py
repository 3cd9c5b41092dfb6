"""The page on which the rules for speaking to people are set."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guisu.act.outreach.selectors import rules as reading
from guisu.act.outreach.services import rules as services
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.reach.forms import ReachRulesForm
from guisu.ground.staff.domain import Permission


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_SETTINGS)
def rules(request: OperatorRequest) -> HttpResponse:
    """Consent, limits and quiet hours, for everything that is said to anybody."""
    form = ReachRulesForm(request.POST or None, of=reading.current())
    if form.is_bound and form.is_valid():
        with told_by(form):
            services.save(form.setting(), by=request.user, at=timezone.now())
            messages.success(request, _("The rules are saved."))
            return redirect("console:reach-rules")
    context = {
        "form": form,
        "heading": _("Rules for speaking to people"),
        "verb": _("Save the rules"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/form_page.html", context, status=status)
