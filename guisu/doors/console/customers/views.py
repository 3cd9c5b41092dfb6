"""The page of one person: profile, orders, timeline."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.doors.console import sources
from guisu.doors.console.customers.page import around, timeline
from guisu.doors.console.customers.people import identity_shown
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.ground.staff.domain import Permission
from guisu.know.customers import selectors
from guisu.know.groups import selectors as groups
from guisu.take_in.sync.models import ADD_WAYS
from guisu.take_in.sync.selectors import ties_of

SEE, EDIT = Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS


@require_GET
@operator_view(SEE)
def profile(request: OperatorRequest, pk: int) -> HttpResponse:
    """Who the person is and what they are known by."""
    customer = selectors.person(request.scope, pk)
    if customer.pk != pk:
        return redirect("console:customer", customer.pk)
    identities = [
        (identity, identity_shown(request.scope, identity))
        for identity in selectors.identities_of(customer)
    ]
    origin = sources.labels([customer.source])[customer.source]
    rows = selectors.rows_of(customer)
    context = {
        "identities": identities,
        "origin": origin,
        "fields": [(name, _shown(value)) for name, value in selectors.own_fields(customer)],
        "ties": [(tie, ADD_WAYS.get(tie.add_way, "")) for tie in ties_of(rows)],
        "memberships": groups.memberships_of(request.scope, rows),
    }
    return render(
        request,
        "console/customers/profile.html",
        {**around(request, customer, "profile"), **context},
    )


def _shown(value: Any) -> str:
    """A told value as a line: lists by comma, parts by their names."""
    match value:
        case bool():
            return str(_("yes") if value else _("no"))
        case list():
            return ", ".join(map(_shown, value))
        case dict():
            return ", ".join(f"{name}: {_shown(each)}" for name, each in value.items())
        case _:
            return str(value)


@require_GET
@operator_view(SEE)
def more(request: OperatorRequest, pk: int) -> HttpResponse:
    """The next part of the timeline."""
    customer = selectors.person(request.scope, pk)
    context = {"customer": customer, **timeline(request, customer)}
    return render(request, "console/customers/_told.html", context)
