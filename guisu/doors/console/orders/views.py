"""The page of one order."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.doors.console import sources
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.orders.listing import called
from guisu.ground.kernel.money import Money
from guisu.ground.staff.domain import Permission
from guisu.know.commerce import selectors


@require_GET
@operator_view(Permission.SEE_ORDERS)
def order(request: OperatorRequest, pk: int) -> HttpResponse:
    """One order: what was bought, what became of it, what was given back."""
    shown = selectors.order(request.scope, pk)
    changes = list(shown.status_changes.order_by("at", "id"))
    refunds = list(shown.refunds.order_by("at", "id"))
    told_by = {change.source for change in changes} | {refund.source for refund in refunds}
    people = [shown.customer] if shown.customer is not None else []
    context = {
        "order": shown,
        "person": next(iter(called(request.scope, people).values()), None),
        "lines": shown.lines.select_related("product").order_by("position"),
        "changes": changes,
        "refunds": refunds,
        "sources": sources.labels(told_by),
        "facts": [
            (_("Amount"), Money(shown.total_minor, shown.currency).shown()),
            (_("Refunded"), Money(shown.refunded_minor, shown.currency).shown()),
            (_("Status"), shown.get_status_display()),
        ],
    }
    return render(request, "console/orders/order.html", context)
