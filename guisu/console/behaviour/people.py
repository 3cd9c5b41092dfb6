"""The people behind a step of the funnel."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.console.behaviour.forms import FunnelForm
from guisu.console.behaviour.page import SEE, chosen
from guisu.console.customers.behind import ASKED, behind, people_behind
from guisu.console.customers.sentences import kind_word
from guisu.console.http import OperatorRequest, operator_view
from guisu.insights import selectors as insights
from guisu.kernel.refusals import NotFound
from guisu.segments.selectors import vocabulary
from guisu.staff.domain import Permission


@require_GET
@operator_view(SEE)
def people(request: OperatorRequest) -> HttpResponse:
    """Who came to step `at`, or with `way=stopped` came there and no further."""
    request.scope.require(Permission.SEE_CUSTOMERS)
    form = FunnelForm(request.GET, vocabulary.kinds(request.scope))
    asked = form.funnel(timezone.localdate())
    step = int(text) if (text := request.GET.get("at", "")).isdecimal() else 0
    if asked is None or not 1 <= step <= len(asked.steps):
        raise NotFound(what=f"step {step}")
    has_stopped = request.GET.get("way") == "stopped"
    found = insights.at_step(
        request.scope,
        asked,
        step,
        at=timezone.now(),
        segment=chosen(request.scope, request.GET),
        has_stopped=has_stopped,
    )
    words = _("Stopped after: %(step)s") if has_stopped else _("Came to: %(step)s")
    heading = words % {"step": kind_word(asked.steps[step - 1].kind)}
    further = [pk for pk in found if pk > behind(request)]
    return people_behind(
        request,
        further[:ASKED],
        total=len(found),
        heading=heading,
        back=("behaviour", _("Funnel and retention")),
    )
