"""The customers list, and its export as a file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.customers.forms import GENDERS, FilterForm
from guisu.doors.console.customers.people import PersonRow, person_rows
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import files, lists
from guisu.doors.console.kit.cells import beside, day, digits, link, moment, money, part, word
from guisu.doors.console.kit.choices import These, chosen
from guisu.doors.console.kit.columns import Column, Shown, in_file, lead, number
from guisu.doors.console.kit.lists import Act, Empty, List, Tick
from guisu.ground.kernel.money import Money
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation
from guisu.ground.staff.services import audit
from guisu.know.commerce import people
from guisu.know.commerce.people import Found, Wanted
from guisu.know.customers import selectors
from guisu.know.customers.models import Customer

EXPORT_PAGE = 500
BULK = (Permission.EXPORT_CUSTOMERS, Permission.EDIT_CUSTOMERS, Permission.SEND_MESSAGES)
GENDER_WORDS = {name: words for name, words in GENDERS if name}
PEOPLE = List[PersonRow](
    name="customers",
    heading=_("Customers"),
    sort="seen",
    template="console/customers/list.html",
    id_of=lambda row: f"customer-{row.customer.pk}",
    empty=Empty(
        _("Your customers will be listed here"),
        _(
            "Import a file of customers or orders, or connect a shop: each person appears once, "
            "whatever number of identities they come with."
        ),
        "users",
        Act(_("Import a file"), "imports", needs=Permission.IMPORT),
    ),
    none=Empty(
        _("Nobody fits all of this"),
        _("Take a filter away, or search for fewer words or digits."),
        "filter",
        Act(_("Show all customers"), "customers"),
    ),
    columns=(
        in_file("number", _("Number"), lambda row: row.customer.pk),
        lead(
            "name",
            _("Customer"),
            lambda row: link(row.called, "customer", row.customer.pk),
            style="called nowrap",
        ),
        in_file("own-name", pgettext_lazy("person", "Name"), lambda row: row.customer.name),
        Column(
            "phone",
            _("Phone"),
            lambda row: row.phone,
            written=lambda row: row.phone,
            style="nowrap",
        ),
        Column(
            "email",
            _("E-mail"),
            lambda row: row.email,
            written=lambda row: row.email,
            style="nowrap",
            shown=Shown.ON_CHOICE,
        ),
        Column(
            "user_id",
            _("User ID"),
            lambda row: row.user_id,
            written=lambda row: row.user_id,
            style="nowrap",
            shown=Shown.ON_CHOICE,
        ),
        in_file("gender", _("Gender"), lambda row: GENDER_WORDS.get(row.customer.gender, "")),
        in_file("birthday", _("Birthday"), lambda row: row.customer.birthday),
        in_file("region", _("Region"), lambda row: row.customer.region),
        Column(
            "store",
            _("Home store"),
            lambda row: row.customer.store,
            written=lambda row: str(row.customer.store or ""),
            style="nowrap",
        ),
        number(
            "orders",
            _("Orders"),
            lambda row: digits(row.orders),
            written=lambda row: row.orders,
            sorts=("orders",),
        ),
        number(
            "spent",
            _("Spent"),
            lambda row: money(row.spent_minor, row.currency),
            written=lambda row: Money(row.spent_minor, row.currency).plain(),
            sorts=("spent",),
        ),
        in_file("currency", _("Currency"), lambda row: row.currency),
        Column(
            "consent",
            _("Marketing by"),
            lambda row: beside(map(word, row.open_channels)),
            written=lambda row: ", ".join(map(str, row.open_channels)),
        ),
        Column(
            "tags",
            _("Tags"),
            lambda row: part("console/customers/_tags.html", tags=row.tags) if row.tags else "",
            written=lambda row: ", ".join(tag.name for tag in row.tags),
            style="tagged",
        ),
        Column(
            "seen",
            _("Last seen"),
            lambda row: moment(row.customer.last_seen_at),
            written=lambda row: row.customer.last_seen_at,
            style="nowrap",
            sorts=("seen",),
        ),
        Column(
            "joined",
            _("First seen"),
            lambda row: day(row.customer.first_seen_at),
            written=lambda row: row.customer.first_seen_at,
            style="nowrap",
            shown=Shown.ON_CHOICE,
            sorts=("new",),
        ),
        Column(
            "source",
            _("Source"),
            lambda row: row.source,
            written=lambda row: row.source,
            style="nowrap",
            shown=Shown.ON_CHOICE,
        ),
    ),
)
TICKED = Tick[PersonRow](
    value=lambda row: row.customer.pk,
    called=lambda row: row.called,
    to="customer-export",
    bar="console/customers/_ticked.html",
)


@require_GET
@operator_view(Permission.SEE_CUSTOMERS)
def customers(request: OperatorRequest) -> HttpResponse:
    """One search over name and identities; filters; a page by key."""
    form = FilterForm(request.GET, scope=request.scope, currency=installation().currency)
    wanted = form.wanted(now=timezone.now())
    found = people.find(request.scope, wanted, form.order)
    page = people.page_of(found, after=request.GET.get("after", ""), size=lists.PAGE_SIZE)
    return lists.show(
        request,
        PEOPLE,
        person_rows(request.scope, page.rows),
        page=page,
        form=form,
        tick=tick(request),
        export="console:customer-export",
        **_counts(request, found),
    )


@require_POST
@operator_view(Permission.EXPORT_CUSTOMERS)
def export(request: OperatorRequest) -> HttpResponseBase:
    """The ticked people, or all whom the list's filters find, as CSV or XLSX. Audited.

    Raises `NobodyLeft`, `UnreadableFilter`.
    """
    choice, now = chosen(request.POST), timezone.now()
    after: dict[str, Any]
    if isinstance(choice, These):
        ticked = choice.among(selectors.people(request.scope))
        sort = request.POST.get("sort", "")
        found = people.only(people.find(request.scope, Wanted(), sort), ticked)
        after = {"customers": ticked}
    else:
        form = FilterForm(choice.asked, scope=request.scope, currency=installation().currency)
        form.require_sound()
        found = people.find(request.scope, form.wanted(now=now), form.order)
        after = {"filters": choice.filters}
    audit("customers.exported", subject="customers", by=request.user, at=now, after=after)
    rows = persons(request.scope, _pages(found))
    return files.written(request, _("customers"), PEOPLE.columns, rows)


def tick(request: OperatorRequest) -> Tick[PersonRow] | None:
    """What may be ticked, by those who may do something with it."""
    return TICKED if any(request.scope.may(each) for each in BULK) else None


def _counts(request: OperatorRequest, found: Found) -> dict[str, Any]:
    """How many are found, and whether there is anybody at all (to tell empty from not found)."""
    counted = people.counted(found)
    is_none = not counted.count and not counted.is_more
    return {
        "count": counted.count,
        "is_more": counted.is_more,
        "is_empty": is_none and not selectors.people(request.scope).exists(),
    }


def _pages(found: Found) -> Iterator[Sequence[Customer]]:
    after = ""
    while True:
        page = people.page_of(found, after=after, size=EXPORT_PAGE)
        yield page.rows
        after = page.next
        if not after:
            return


def persons(scope: Scope, pages: Iterable[Sequence[Customer]]) -> Iterator[PersonRow]:
    """Each of these people, as far as `scope` sees them."""
    for page in pages:
        yield from person_rows(scope, page)
