"""The page on which the rules for speaking to people are set."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guisu.act.outreach.selectors import rules as reading
from guisu.act.outreach.services import rules as services
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import editing
from guisu.doors.console.reach.forms import ReachRulesForm
from guisu.ground.staff.domain import Permission


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_SETTINGS)
def rules(request: OperatorRequest) -> HttpResponse:
    """Consent, limits and quiet hours, for everything that is said to anybody."""
    form = ReachRulesForm(editing.posted(request), of=reading.current())

    def save() -> HttpResponse:
        seen = editing.seen(request)
        services.save(form.setting(), seen=seen, by=request.user, at=timezone.now())
        messages.success(request, _("The rules are saved."))
        return redirect("console:reach-rules")

    return editing.answer(
        request,
        form,
        save,
        of=reading.book(),
        template="console/reach/rules.html",
    )
