"""That two rows are one person: search, compare, join, separate again, and the suggestions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console.customers.page import around
from guisu.doors.console.customers.people import PersonRow, identity_shown, person_rows
from guisu.doors.console.http import OperatorRequest, found, go, operator_view
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.selectors import installation
from guisu.know.customers import selectors, services
from guisu.know.customers.models import Customer, Merge

SEE, MERGE = Permission.SEE_CUSTOMERS, Permission.MERGE_CUSTOMERS
MOST_FOUND = 10


@require_GET
@operator_view(SEE)
def merges(request: OperatorRequest, pk: int) -> HttpResponse:
    """The rows of the person, what joined them, and a search for another row of theirs."""
    customer = selectors.person(request.scope, pk)
    text = request.GET.get("q", "").strip()
    others = selectors.search(request.scope, text).exclude(pk=customer.pk)[:MOST_FOUND]
    context = {
        "merges": selectors.merges_of(customer),
        "rows": selectors.rows_of(customer),
        "q": text,
        "others": person_rows(request.scope, others),
        "currency": installation().currency,
        **around(request, customer, "merging"),
    }
    return render(request, "console/customers/merging.html", context)


@require_http_methods(["GET", "POST"])
@operator_view(MERGE)
def compare(request: OperatorRequest, pk: int, other_pk: int) -> HttpResponse:
    """Both side by side; POST says that they are one person."""
    customer = selectors.person(request.scope, pk)
    other = selectors.person(request.scope, other_pk)
    if request.method == "POST":
        services.merge(
            customer,
            other,
            by=request.user,
            at=timezone.now(),
            reason=Merge.Reason.BY_HAND,
            evidence=request.POST.get("evidence", "")[:300],
        )
        messages.success(request, _("They are one person now. You can separate them again below."))
        return go(request, "console:customer-merges", min(customer.pk, other.pk))
    return render(request, "console/customers/compare.html", both(request, customer, other))


@require_POST
@operator_view(MERGE)
def undo(request: OperatorRequest, pk: int, merge_pk: int) -> HttpResponse:
    """Separate two rows; each keeps what came to it."""
    customer = selectors.person(request.scope, pk)
    merge = found(selectors.merges_of(customer), merge_pk, what=gettext_noop("merge"))
    services.undo_merge(merge, by=request.user, at=timezone.now())
    messages.success(request, _("Separated again: each has back what came to it."))
    return go(request, "console:customer-merges", pk)


def both(request: OperatorRequest, customer: Customer, other: Customer) -> dict[str, Any]:
    """What a comparison shows of two people."""
    first, second = person_rows(request.scope, [customer, other])
    return {
        "first": first,
        "second": second,
        "differences": list(_differences(first, second)),
        "identities": [_identities(request, person) for person in (customer, other)],
        "orders": first.orders + second.orders,
        "spent_minor": first.spent_minor + second.spent_minor,
        "currency": installation().currency,
    }


def _identities(request: OperatorRequest, customer: Customer) -> list[tuple[Any, str]]:
    return [
        (identity.get_channel_display(), identity_shown(request.scope, identity))
        for identity in selectors.identities_of(customer)
    ]


def _differences(first: PersonRow, second: PersonRow) -> list[str]:
    """What speaks against one person: known of both, and not the same."""
    one, two = first.customer, second.customer
    compared = (
        (_("name"), one.name, two.name),
        (_("phone"), first.phone, second.phone),
        (_("birthday"), one.birthday, two.birthday),
        (_("gender"), one.gender, two.gender),
    )
    return [str(label) for label, a, b in compared if a and b and a != b]
