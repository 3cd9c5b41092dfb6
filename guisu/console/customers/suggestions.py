"""Suggestions that two rows may be one person: one at a time, answered by a key or a button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guisu.console.customers.merging import both
from guisu.console.http import OperatorRequest, go, operator_view
from guisu.customers import selectors, services
from guisu.staff.domain import Permission

COUNTED_UP_TO = 999


@require_GET
@operator_view(Permission.MERGE_CUSTOMERS)
def queue(request: OperatorRequest) -> HttpResponse:
    """The suggestion behind `after` (the newest without it), both sides side by side."""
    waiting = selectors.suggestions(request.scope)
    after = request.GET.get("after", "")
    shown = waiting.filter(pk__lt=int(after)) if after.isdecimal() else waiting
    one = shown.order_by("-pk").first()
    context = {"one": one, "count": waiting[:COUNTED_UP_TO].count(), "is_first": not after}
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
    if same:
        messages.success(request, _("They are one person now."))
    else:
        messages.success(request, _("Noted: two people. This is not suggested again."))
    return go(request, "console:suggestions")
