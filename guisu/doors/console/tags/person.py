"""The tags of one person: which, on whose word, what ever happened; giving and removing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guisu.doors.console import sources
from guisu.doors.console.customers.page import around
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing
from guisu.doors.console.tags.forms import GiveForm, offered
from guisu.ground.staff.domain import Permission
from guisu.know.customers import selectors as customers
from guisu.know.customers.domain import AlreadyErased
from guisu.know.customers.models import Customer
from guisu.know.customers.selectors import tags as selectors
from guisu.know.customers.services import tags as services

SEE, EDIT = Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS
REMEMBERED = 100


@require_http_methods(["GET", "POST"])
@operator_view(SEE)
def tags(request: OperatorRequest, pk: int) -> HttpResponse:
    """What the person is tagged with and has been; POST gives a tag."""
    customer = customers.person(request.scope, pk)
    form = GiveForm(request.POST or None)
    if request.method == "POST":
        request.scope.require(EDIT)
        if form.is_valid() and _given(request, customer, form):
            return go(request, "console:customer", customer.pk)
    history = list(selectors.history_of(customer)[:REMEMBERED])
    context = {
        **around(request, customer, "tags"),
        "form": form,
        "offered": offered(),
        "withheld": selectors.withheld_from(customer),
        "history": history,
        "words": sources.labels(change.batch.source for change in history),
    }
    status = editing.status(request, form)
    return render(request, "console/customers/tags.html", context, status=status)


@require_POST
@operator_view(EDIT)
def removal(request: OperatorRequest, pk: int, tag_pk: int) -> HttpResponse:
    """Take a tag from the person, from all their rows; no rule gives it again."""
    customer = customers.person(request.scope, pk)
    tag = selectors.tag(tag_pk)
    why = request.POST.get("why", "")
    services.take(tag, [customer.pk], **_by_hand(request), why=why)
    messages.success(request, _("Tag removed: %(name)s") % {"name": tag.name})
    return go(request, "console:customer", customer.pk)


def _given(request: OperatorRequest, customer: Customer, form: GiveForm) -> bool:
    tag, why = form.cleaned_data["tag"], form.cleaned_data["why"]
    with told_by(form, "tag"):
        if customer.erased_at is not None:
            raise AlreadyErased
        services.give(tag, [customer.pk], **_by_hand(request), why=why)
        messages.success(request, _("Tagged: %(name)s") % {"name": tag.name})
    return not form.errors


def _by_hand(request: OperatorRequest) -> dict[str, Any]:
    return {"source": f"staff:{request.user.pk}", "by": request.user, "at": timezone.now()}
