"""The customers list, and its export as a file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console import lists, sheets
from guisu.doors.console.customers.forms import FilterForm
from guisu.doors.console.customers.people import PersonRow, person_rows
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.lists import Column
from guisu.ground.kernel.money import Money
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation
from guisu.ground.staff.services import audit
from guisu.know.commerce import people
from guisu.know.commerce import selectors as commerce
from guisu.know.commerce.people import Found, Wanted
from guisu.know.customers import selectors
from guisu.know.customers.models import Customer

COLUMNS = (
    Column("name", gettext_lazy("Customer"), is_fixed=True),
    Column("phone", gettext_lazy("Phone")),
    Column("email", gettext_lazy("E-mail"), is_extra=True),
    Column("user_id", gettext_lazy("User ID"), is_extra=True),
    Column("store", gettext_lazy("Home store")),
    Column("orders", gettext_lazy("Orders"), is_number=True),
    Column("spent", gettext_lazy("Spent"), is_number=True),
    Column("consent", gettext_lazy("Marketing by")),
    Column("tags", gettext_lazy("Tags")),
    Column("seen", gettext_lazy("Last seen")),
    Column("joined", gettext_lazy("First seen"), is_extra=True),
    Column("source", gettext_lazy("Source"), is_extra=True),
)
EXPORTED = (
    gettext_lazy("Number"),
    gettext_lazy("Name"),
    gettext_lazy("Phone"),
    gettext_lazy("E-mail"),
    gettext_lazy("User ID"),
    gettext_lazy("Gender"),
    gettext_lazy("Birthday"),
    gettext_lazy("Region"),
    gettext_lazy("Home store"),
    gettext_lazy("Orders"),
    gettext_lazy("Spent"),
    gettext_lazy("Currency"),
    gettext_lazy("Marketing by"),
    gettext_lazy("Tags"),
    gettext_lazy("First seen"),
    gettext_lazy("Last seen"),
    gettext_lazy("Source"),
)
EXPORT_PAGE = 500
BULK = (Permission.EXPORT_CUSTOMERS, Permission.EDIT_CUSTOMERS, Permission.SEND_MESSAGES)


@require_GET
@operator_view(Permission.SEE_CUSTOMERS)
def customers(request: OperatorRequest) -> HttpResponse:
    """One search over name and identities; filters; a page by key."""
    currency = installation().currency
    form = FilterForm(request.GET, scope=request.scope, currency=currency)
    wanted = form.wanted(now=timezone.now())
    found = people.find(request.scope, wanted, form.order)
    page = people.page_of(found, after=request.GET.get("after", ""), size=lists.PAGE_SIZE)
    context = {
        "form": form,
        "page": page,
        "rows": person_rows(request.scope, page.rows),
        "columns": lists.columns(request, "customers", COLUMNS),
        "filters": lists.filters(request),
        "currency": currency,
        "may_tick": any(request.scope.may(each) for each in BULK),
        "product": commerce.products().filter(pk=wanted.product_id or 0).first(),
        **_counts(request, wanted, found),
    }
    return render(request, "console/customers/list.html", context)


@require_POST
@operator_view(Permission.EXPORT_CUSTOMERS)
def export(request: OperatorRequest) -> HttpResponseBase:
    """The ticked people, or all whom the list's filters find, as CSV or XLSX. Audited."""
    form = FilterForm(
        QueryDict(request.POST.get("filters", "")),
        scope=request.scope,
        currency=installation().currency,
    )
    now = timezone.now()
    wanted = form.wanted(now=now)
    ticked = lists.ticked(request)
    audit(
        "customers.exported",
        subject="customers",
        by=request.user,
        at=now,
        after={"customers": ticked} if ticked else {"filters": request.POST.get("filters", "")},
    )
    rows = exported_rows(request.scope, _pages(request, wanted, form.order, ticked))
    return sheets.download(request, _("customers"), EXPORTED, rows)


def _counts(request: OperatorRequest, wanted: Wanted, found: Found) -> dict[str, Any]:
    """How many are found, and whether there is anybody at all (to tell empty from not found)."""
    counted = people.counted(found)
    is_none = not counted.count and not counted.is_more
    return {
        "count": counted.count,
        "is_more": counted.is_more,
        "is_filtered": wanted != Wanted() or found.sort in people.BUYERS_ONLY,
        "is_empty": is_none and not selectors.people(request.scope).exists(),
    }


def _pages(
    request: OperatorRequest, wanted: Wanted, sort: str, ticked: list[int]
) -> Iterator[Sequence[Customer]]:
    found = people.find(request.scope, wanted, sort)
    if ticked:
        found = people.only(found, ticked)
    after = ""
    while True:
        page = people.page_of(found, after=after, size=EXPORT_PAGE)
        yield page.rows
        after = page.next
        if not after:
            return


def exported_rows(scope: Scope, pages: Iterable[Sequence[Customer]]) -> Iterator[list[object]]:
    """A line of `EXPORTED` for each of these people, as far as `scope` sees them."""
    currency = installation().currency
    for page in pages:
        for row in person_rows(scope, page):
            yield _exported(row, currency)


def _exported(row: PersonRow, currency: str) -> list[object]:
    customer = row.customer
    return [
        customer.pk,
        customer.name,
        row.phone,
        row.email,
        row.user_id,
        customer.gender,
        customer.birthday_on,
        customer.region,
        customer.store.name if customer.store else "",
        row.orders,
        Money(row.spent_minor, currency).plain(),
        currency,
        ", ".join(str(word) for word in row.open_channels),
        ", ".join(tag.name for tag in row.tags),
        timezone.localtime(customer.first_seen_at).replace(tzinfo=None, microsecond=0),
        timezone.localtime(customer.last_seen_at).replace(tzinfo=None, microsecond=0),
        row.source,
    ]
