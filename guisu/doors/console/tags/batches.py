"""One act of giving or taking a tag: how far it is, what it changed, stopping and undoing it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console import sources
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.ground.staff.domain import Permission
from guisu.know.customers.models import TagBatch
from guisu.know.customers.selectors import tags as selectors
from guisu.know.customers.services import tags as services

EDIT = Permission.EDIT_CUSTOMERS
AT_ONCE = 1_000


@require_GET
@operator_view(EDIT)
def batch(request: OperatorRequest, pk: int) -> HttpResponse:
    """What was done, to how many, by whom and why; and its undoing."""
    shown = selectors.batch(request.scope, pk)
    return render(request, "console/tags/batch.html", _told(shown))


@require_GET
@operator_view(EDIT)
def progress(request: OperatorRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked for every second; at the end the whole page is loaded."""
    shown = selectors.batch(request.scope, pk)
    if not shown.is_under_way:
        return go(request, "console:tag-batch", pk)
    return render(request, "console/tags/_progress.html", _told(shown))


@require_POST
@operator_view(EDIT)
def control(request: OperatorRequest, pk: int) -> HttpResponse:
    """Stop, or go on (`act=resume`)."""
    shown = selectors.batch(request.scope, pk)
    act = services.resume if request.POST.get("act") == "resume" else services.stop
    act(shown, by=request.user, at=timezone.now())
    return go(request, "console:tag-batch", pk)


@require_POST
@operator_view(EDIT)
def undoing(request: OperatorRequest, pk: int) -> HttpResponse:
    """Turn the act back: a small one at once, a large one by a worker."""
    shown = selectors.batch(request.scope, pk)
    if shown.people_done > AT_ONCE or shown.is_under_way:
        made = services.queue_undo(shown, by=request.user, at=timezone.now()).pk
    else:
        made = services.undo(shown, by=request.user, at=timezone.now()).batch_id
    return go(request, "console:tag-batch", made)


def _told(shown: TagBatch) -> dict[str, Any]:
    total = shown.people_total or 0
    return {
        "batch": shown,
        "undoing": getattr(shown, "undone_by", None),
        "said_by": sources.labels([shown.source])[shown.source],
        "percent": shown.people_done * 100 // total if total else 0,
    }
