"""The page of one order, and the orders of one person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.doors.console import sources
from guisu.doors.console.customers.page import around
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.columns import named
from guisu.doors.console.orders.listing import ORDERS, Line, called
from guisu.ground.database.paging import page
from guisu.ground.kernel.money import Money
from guisu.ground.staff.domain import Permission
from guisu.know.commerce import selectors
from guisu.know.commerce.listing import NEWEST
from guisu.know.customers import selectors as customers

OF_PERSON = ("number", "placed", "status", "store", "total")


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


@require_GET
@operator_view(Permission.SEE_ORDERS)
def of_person(request: OperatorRequest, pk: int) -> HttpResponse:
    """What the person ordered, newest first."""
    customer = customers.person(request.scope, pk)
    found = selectors.orders_of(request.scope, customer).select_related("store")
    shown = page(found, order=NEWEST, after=request.GET.get("after", ""), size=lists.PAGE_SIZE)
    columns = named(ORDERS.columns, OF_PERSON)
    context = {
        "page": shown,
        "table": lists.plain(columns, [Line(order) for order in shown.rows]),
        "filters": "",
        **around(request, customer, "orders"),
    }
    return render(request, "console/customers/orders.html", context)
