"""The orders list with its totals, and its export as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console import sources
from guisu.doors.console.customers.people import person_rows
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import files, lists
from guisu.doors.console.kit.cells import digits, link, moment, money, part
from guisu.doors.console.kit.columns import Column, Shown, in_file, lead, number
from guisu.doors.console.kit.lists import Act, Empty, List
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

EXPORT_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """An order, and whose it is: the person's number and what to call them; exports name nobody."""

    order: Order
    person: tuple[int, str] | None = None


ORDERS = List[Line](
    name="orders",
    heading=_("Orders"),
    order=NEWEST,
    template="console/orders/list.html",
    empty=Empty(
        _("Orders will be listed here"),
        _(
            "Import a file of orders, or let your shop send them: each order appears once, "
            "with its lines, its status and its refunds."
        ),
        "receipt",
        Act(_("Import a file"), "imports", needs=Permission.IMPORT),
    ),
    none=Empty(
        _("No order fits all of this"),
        _("Take a filter away, or widen the days. An order number must be complete."),
        "filter",
        Act(_("Show all orders"), "orders"),
    ),
    columns=(
        lead(
            "number",
            _("Order"),
            lambda line: link(line.order.number, "order", line.order.pk),
            written=lambda line: line.order.number,
        ),
        Column(
            "placed",
            _("Placed"),
            lambda line: moment(line.order.placed_at),
            written=lambda line: line.order.placed_at,
            order=("placed_at", "id"),
        ),
        Column(
            "customer",
            _("Customer"),
            lambda line: part("console/orders/_customer.html", person=line.person),
        ),
        Column(
            "status",
            _("Status"),
            lambda line: part("console/orders/_status.html", order=line.order),
            written=lambda line: line.order.get_status_display(),
        ),
        in_file("person", _("Customer number"), lambda line: _root(line.order)),
        Column(
            "store",
            _("Store"),
            lambda line: line.order.store,
            written=lambda line: line.order.store and line.order.store.name,
        ),
        Column(
            "channel",
            _("Channel"),
            lambda line: sources.channel(line.order.channel),
            written=lambda line: line.order.channel,
            shown=Shown.ON_CHOICE,
        ),
        number(
            "quantity",
            _("Pieces"),
            lambda line: digits(line.order.quantity),
            written=lambda line: line.order.quantity,
            shown=Shown.ON_CHOICE,
        ),
        number(
            "total",
            _("Amount"),
            lambda line: money(line.order.total_minor, line.order.currency),
            written=lambda line: Money(line.order.total_minor, line.order.currency).plain(),
        ),
        number(
            "refunded",
            _("Refunded"),
            lambda line: money(line.order.refunded_minor, line.order.currency),
            written=lambda line: Money(line.order.refunded_minor, line.order.currency).plain(),
            shown=Shown.ON_CHOICE,
        ),
        in_file("currency", _("Currency"), lambda line: line.order.currency),
    ),
    file=(
        "channel",
        "number",
        "placed",
        "status",
        "person",
        "store",
        "quantity",
        "total",
        "refunded",
        "currency",
    ),
)


@require_GET
@operator_view(Permission.SEE_ORDERS)
def orders(request: OperatorRequest) -> HttpResponse:
    """Orders newest first, with the sums of all that the filters find."""
    form = FilterForm(request.GET, scope=request.scope)
    wanted = form.wanted()
    shown = browsing.page_of(
        request.scope,
        wanted,
        after=request.GET.get("after", ""),
        size=lists.PAGE_SIZE,
        order=lists.order(request, ORDERS),
    )
    named = called(request.scope, [order.customer for order in shown.rows if order.customer])
    return lists.show(
        request,
        ORDERS,
        [Line(order, named.get(order.customer_id or 0)) for order in shown.rows],
        page=shown,
        form=form,
        is_empty=not shown.rows and not selectors.orders(request.scope).exists(),
        export="console:order-export",
        **_sums(request.scope, wanted),
    )


@require_POST
@operator_view(Permission.EXPORT_CUSTOMERS)
def export(request: OperatorRequest) -> HttpResponseBase:
    """All orders that the list's filters find, sorted as it is, as CSV or XLSX. Audited.

    Raises `UnreadableFilter`.
    """
    filters = request.POST.get("filters", "")
    asked = QueryDict(filters)
    form = FilterForm(asked, scope=request.scope)
    form.require_sound()
    wanted = form.wanted()
    audit(
        "orders.exported",
        subject="orders",
        by=request.user,
        at=timezone.now(),
        after={"filters": filters},
    )
    found = _all(request.scope, wanted, lists.order_of(asked, ORDERS))
    return files.written(request, _("orders"), ORDERS.in_files, found)


def called(scope: Scope, customers: list[Customer]) -> dict[int, tuple[int, str]]:
    """For each row that an order came to: the person's number and what to call them."""
    root_of = {row.pk: row.merged_into or row for row in customers}
    rows = person_rows(scope, {root.pk: root for root in root_of.values()}.values())
    names = {row.customer.pk: row.called for row in rows}
    return {pk: (root.pk, names[root.pk]) for pk, root in root_of.items()}


def _root(order: Order) -> int | None:
    """The number of the person whose it is."""
    customer = order.customer
    return (customer.merged_into_id or customer.pk) if customer else None


def _sums(scope: Scope, wanted: OrdersWanted) -> dict[str, Any]:
    try:
        totals, as_of = browsing.sums(scope, wanted)
    except WarehouseAway as refusal:
        return {"away": said(refusal)}
    return {"totals": totals, "as_of": as_of}


def _all(scope: Scope, wanted: OrdersWanted, order: tuple[str, ...]) -> Iterator[Line]:
    found = listing.wanted_orders(scope, wanted)
    after = ""
    while True:
        some = page(found, order=order, after=after, size=EXPORT_PAGE)
        yield from map(Line, some.rows)
        after = some.next
        if not after:
            return
