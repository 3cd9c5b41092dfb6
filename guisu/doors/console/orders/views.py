"""The orders list with its totals and export, and the page of one order."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console import lists, sheets, sources
from guisu.doors.console.customers.people import person_rows
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.lists import Column
from guisu.doors.console.orders.forms import FilterForm
from guisu.doors.console.refusals import said
from guisu.ground.database.paging import page
from guisu.ground.kernel.money import Money
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.commerce import browsing, listing, selectors
from guisu.know.commerce.listing import NEWEST, OrdersWanted
from guisu.know.commerce.models import Order
from guisu.know.customers.models import Customer

SEE = Permission.SEE_ORDERS
COLUMNS = (
    Column("number", gettext_lazy("Order"), is_fixed=True),
    Column("placed", gettext_lazy("Placed")),
    Column("customer", gettext_lazy("Customer")),
    Column("status", gettext_lazy("Status")),
    Column("store", gettext_lazy("Store")),
    Column("channel", gettext_lazy("Channel"), is_extra=True),
    Column("quantity", gettext_lazy("Pieces"), is_extra=True, is_number=True),
    Column("total", gettext_lazy("Amount"), is_number=True),
    Column("refunded", gettext_lazy("Refunded"), is_extra=True, is_number=True),
)
EXPORTED = (
    gettext_lazy("Channel"),
    gettext_lazy("Order"),
    gettext_lazy("Placed"),
    gettext_lazy("Status"),
    gettext_lazy("Customer number"),
    gettext_lazy("Store"),
    gettext_lazy("Pieces"),
    gettext_lazy("Amount"),
    gettext_lazy("Refunded"),
    gettext_lazy("Currency"),
)
EXPORT_PAGE = 1000


@require_GET
@operator_view(SEE)
def orders(request: OperatorRequest) -> HttpResponse:
    """Orders newest first, with the sums of all that the filters find."""
    form = FilterForm(request.GET, scope=request.scope)
    wanted = form.wanted()
    shown = browsing.page_of(
        request.scope, wanted, after=request.GET.get("after", ""), size=lists.PAGE_SIZE
    )
    people = [order.customer for order in shown.rows if order.customer is not None]
    context: dict[str, Any] = {
        "form": form,
        "page": shown,
        "called": _called(request.scope, people),
        "columns": lists.columns(request, "orders", COLUMNS),
        "filters": lists.filters(request),
        **_sums(request.scope, wanted),
        "is_filtered": wanted != OrdersWanted(),
        "is_empty": not shown.rows and not selectors.orders(request.scope).exists(),
    }
    return render(request, "console/orders/list.html", context)


@require_POST
@operator_view(Permission.EXPORT_CUSTOMERS)
def export(request: OperatorRequest) -> HttpResponseBase:
    """All orders that the list's filters find, as CSV or XLSX. Audited."""
    filters = request.POST.get("filters", "")
    wanted = FilterForm(QueryDict(filters), scope=request.scope).wanted()
    audit(
        "orders.exported",
        subject="orders",
        by=request.user,
        at=timezone.now(),
        after={"filters": filters},
    )
    rows = _exported_rows(request.scope, wanted)
    return sheets.download(request, _("orders"), EXPORTED, rows)


@require_GET
@operator_view(SEE)
def order(request: OperatorRequest, pk: int) -> HttpResponse:
    """One order: what was bought, what became of it, what was given back."""
    shown = selectors.order(request.scope, pk)
    changes = list(shown.status_changes.order_by("at", "id"))
    refunds = list(shown.refunds.order_by("at", "id"))
    told_by = {change.source for change in changes} | {refund.source for refund in refunds}
    people = [shown.customer] if shown.customer is not None else []
    context = {
        "order": shown,
        "person": next(iter(_called(request.scope, people).values()), None),
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


def _sums(scope: Scope, wanted: OrdersWanted) -> dict[str, Any]:
    try:
        totals, as_of = browsing.sums(scope, wanted)
    except WarehouseAway as refusal:
        return {"away": said(refusal)}
    return {"totals": totals, "as_of": as_of}


def _called(scope: Scope, customers: list[Customer]) -> dict[int, tuple[int, str]]:
    """For each row that an order came to: the person's number and what to call them."""
    root_of = {row.pk: row.merged_into or row for row in customers}
    rows = person_rows(scope, {root.pk: root for root in root_of.values()}.values())
    names = {row.customer.pk: row.called for row in rows}
    return {pk: (root.pk, names[root.pk]) for pk, root in root_of.items()}


def _exported_rows(scope: Scope, wanted: OrdersWanted) -> Iterator[list[object]]:
    found = listing.wanted_orders(scope, wanted)
    after = ""
    while True:
        part = page(found, order=NEWEST, after=after, size=EXPORT_PAGE)
        for row in part.rows:
            yield _exported(row)
        after = part.next
        if not after:
            return


def _exported(row: Order) -> list[object]:
    person = row.customer.merged_into_id or row.customer.pk if row.customer else None
    return [
        row.channel,
        row.number,
        timezone.localtime(row.placed_at).replace(tzinfo=None, microsecond=0),
        row.get_status_display(),
        person,
        row.store.name if row.store else "",
        row.quantity,
        Money(row.total_minor, row.currency).plain(),
        Money(row.refunded_minor, row.currency).plain(),
        row.currency,
    ]
