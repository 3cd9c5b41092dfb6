"""Suggestions that two rows may be one person: one at a time, answered by a key or a button."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.customers.merging import both
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission
from guisu.know.customers import selectors, services
from guisu.know.customers.models import MergeSuggestion

COUNTED_UP_TO = 999
UNDO_WITHIN = timedelta(minutes=10)


@require_GET
@operator_view(Permission.MERGE_CUSTOMERS)
def queue(request: OperatorRequest) -> HttpResponse:
    """The suggestion behind `after` (the newest without it), both sides side by side."""
    waiting = selectors.suggestions(request.scope)
    after = row_id(request.GET.get("after", ""))
    shown = waiting.filter(pk__lt=after) if after else waiting
    one = shown.order_by("-pk").first()
    context = {
        "last": _to_undo(request),
        "one": one,
        "count": waiting[:COUNTED_UP_TO].count(),
        "is_first": not after,
    }
    if one is not None:
        first = selectors.person(request.scope, one.first_id)
        second = selectors.person(request.scope, one.second_id)
        context |= both(request, first, second)
    return render(request, "console/customers/suggestions.html", context)


@require_POST
@operator_view(Permission.MERGE_CUSTOMERS)
def answer(request: OperatorRequest, pk: int) -> HttpResponse:
    """Join both, or say that they are two people."""
    suggestion = selectors.suggestion(request.scope, pk)
    same = request.POST.get("same") == "yes"
    services.settle_suggestion(suggestion, same=same, by=request.user, at=timezone.now())
    return go(request, "console:suggestions")


@require_POST
@operator_view(Permission.MERGE_CUSTOMERS)
def undo(request: OperatorRequest, pk: int) -> HttpResponse:
    """Take one's own last answer back, if it was that one."""
    last = _to_undo(request)
    if last is None or last.pk != pk:
        raise NotFound(what=gettext_noop("suggestion"))
    services.reopen_suggestion(last, by=request.user, at=timezone.now())
    messages.success(request, _("Taken back: the two wait for an answer again."))
    return go(request, "console:suggestions")


def _to_undo(request: OperatorRequest) -> MergeSuggestion | None:
    """One's own last answer, for a while."""
    last = selectors.settled_by(request.user)
    if last is None or last.settled_at is None or timezone.now() - last.settled_at > UNDO_WITHIN:
        return None
    return last
