"""A person's right to a copy of their data, and to be forgotten.

Both concern all stores: they are for posts that see all of them, as those that may erase do.
"""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console.customers.forms import EraseForm
from guisu.doors.console.customers.page import around
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, found, go, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.kernel.refusals import NotFound, Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission
from guisu.know.customers import selectors, services
from guisu.know.customers.models import Customer, Erasure, Mention


@require_GET
@operator_view(Permission.ERASE_CUSTOMERS)
def data(request: OperatorRequest, pk: int) -> HttpResponse:
    """What can be done with all of a person's data."""
    customer = selectors.person(request.scope, pk)
    context = {
        "is_kept_nameless": selectors.is_kept_nameless(customer),
        "erasure": selectors.erasure_of(customer),
        **around(request, customer, "data"),
    }
    return render(request, "console/customers/data.html", context)


@require_POST
@operator_view(Permission.ERASE_CUSTOMERS)
def copy(request: OperatorRequest, pk: int) -> HttpResponse:
    """All that is stored about the person, in every store, as JSON. Audited."""
    customer = selectors.person(request.scope, pk)
    copied = services.hand_out(customer, by=request.user, at=timezone.now())
    told = json.dumps(copied, ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(told, content_type="application/json; charset=utf-8")
    filename = f"customer-{customer.pk}.json"
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    answer["Content-Disposition"] = disposition or "attachment"
    return answer


@require_http_methods(["GET", "POST"])
@operator_view(Permission.ERASE_CUSTOMERS)
def erase(request: OperatorRequest, pk: int) -> HttpResponse:
    """Says what goes and what stays, asks by typing, then forgets the person."""
    customer = selectors.person(request.scope, pk)
    form = EraseForm(request.POST or None, customer=customer)
    if request.method == "POST" and form.is_valid():
        with told_by(form):
            services.erase(customer, by=request.user, at=timezone.now())
            messages.success(request, _("The person was erased."))
            return go(request, "console:customer-certificate", customer.pk)
    context = {"form": form, **around(request, customer, "data")}
    status = editing.status(request, form)
    return render(request, "console/customers/erase.html", context, status=status)


@require_GET
@operator_view(Permission.ERASE_CUSTOMERS)
def certificate(request: OperatorRequest, pk: int) -> HttpResponse:
    """What went, what others wrote of the person, and what remains for how long."""
    customer = selectors.person(request.scope, pk)
    context = {
        "kept": selectors.certificate(_erasure(customer)),
        **around(request, customer, "data"),
    }
    return render(request, "console/customers/certificate.html", context)


@require_POST
@operator_view(Permission.ERASE_CUSTOMERS)
def mention(request: OperatorRequest, pk: int, mention_pk: int) -> HttpResponse:
    """Blank the person in one place where others wrote of them, or let it stay."""
    customer = selectors.person(request.scope, pk)
    mentions = _erasure(customer).mentions.all()
    one: Mention = found(mentions, mention_pk, what=gettext_noop("mention"))
    decide = services.leave_mention if "leave" in request.POST else services.blank_mention
    decide(one, by=request.user, at=timezone.now())
    return go(request, "console:customer-certificate", customer.pk)


@require_POST
@operator_view(Permission.ERASE_CUSTOMERS)
def mentions(request: OperatorRequest, pk: int) -> HttpResponse:
    """Blank the person in every place that is listed; what needs a hand stays in the list."""
    customer = selectors.person(request.scope, pk)
    refused = 0
    for one in selectors.certificate(_erasure(customer)).open:
        try:
            services.blank_mention(one.mention, by=request.user, at=timezone.now())
        except Refusal:
            refused += 1
    if refused:
        text = ngettext(
            "%(count)d place could not be blanked by itself: look at it alone.",
            "%(count)d places could not be blanked by themselves: look at each alone.",
            refused,
        )
        messages.warning(request, text % {"count": refused})
    return go(request, "console:customer-certificate", customer.pk)


@require_POST
@operator_view(Permission.ERASE_CUSTOMERS)
def lift(request: OperatorRequest, pk: int) -> HttpResponse:
    """Let somebody who came back of their own will be a customer again: a new one."""
    customer = selectors.person(request.scope, pk)
    services.lift_erasure(customer, by=request.user, at=timezone.now())
    messages.success(request, _("When this person comes again, they are a new customer."))
    return go(request, "console:customer-data", customer.pk)


def _erasure(customer: Customer) -> Erasure:
    erasure = selectors.erasure_of(customer)
    if erasure is None:
        raise NotFound(what=gettext_noop("erasure"))
    return erasure
