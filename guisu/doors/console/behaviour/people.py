"""The people behind a step of the funnel."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.doors.console.behaviour.forms import FunnelForm
from guisu.doors.console.behaviour.page import SEE, chosen
from guisu.doors.console.customers.behind import ASKED, behind, people_behind
from guisu.doors.console.customers.sentences import kind_word
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission
from guisu.know.segments.selectors import vocabulary
from guisu.see.insights import selectors as insights


@require_GET
@operator_view(SEE)
def people(request: OperatorRequest) -> HttpResponse:
    """Who came to step `at`, or with `way=stopped` came there and no further."""
    request.scope.require(Permission.SEE_CUSTOMERS)
    form = FunnelForm(request.GET, vocabulary.kinds(request.scope))
    asked = form.funnel(timezone.localdate())
    step = row_id(request.GET.get("at", ""))
    if asked is None or not 1 <= step <= len(asked.steps):
        raise NotFound(what=gettext_noop("step"), number=step)
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
