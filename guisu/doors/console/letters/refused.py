"""Messages that shops sent and that could not be understood."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.ground.database import paging
from guisu.ground.events import selectors as events
from guisu.ground.jobs import selectors as jobs
from guisu.ground.staff import selectors as staff
from guisu.ground.staff.domain import Permission
from guisu.take_in.intake import selectors as intake
from guisu.take_in.intake.services import looking


@require_GET
@operator_view(Permission.MANAGE_LETTERS)
def refused_messages(request: OperatorRequest) -> HttpResponse:
    refused = intake.refused_messages()
    page = paging.page(
        refused, order=("-id",), after=request.GET.get("after", ""), size=lists.PAGE_SIZE
    )
    names = dict(staff.access_keys().values_list("pk", "name"))
    context = {
        "page": page,
        "rows": [(row, names.get(row.key_id, row.source)) for row in page.rows],
        "newest": page.rows[0].pk if page.rows else 0,
        "refused": refused.count(),
        "parked": events.parked_letters().count(),
        "failed": jobs.failed().count(),
    }
    return render(request, "console/letters/refused.html", context)


@require_POST
@operator_view(Permission.MANAGE_LETTERS)
def trial(request: OperatorRequest) -> HttpResponse:
    """Try what was seen again: after an update, Guisu may understand it."""
    count = looking.try_refused(up_to=_seen(request), by=request.user, at=timezone.now())
    text = ngettext(
        "%(count)d message could be used now.", "%(count)d messages could be used now.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("console:refused-messages")


@require_POST
@operator_view(Permission.MANAGE_LETTERS)
def dismissal(request: OperatorRequest) -> HttpResponse:
    """Take what was seen off the list; what came since stays."""
    count = looking.dismiss_refused(up_to=_seen(request), by=request.user, at=timezone.now())
    text = ngettext(
        "%(count)d message is off the list.", "%(count)d messages are off the list.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("console:refused-messages")


def _seen(request: OperatorRequest) -> int:
    """The newest message on the page that was read."""
    up_to = request.POST.get("up-to", "")
    return int(up_to) if up_to.isdecimal() else 0
