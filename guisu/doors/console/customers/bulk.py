"""What is done to all ticked people of the list at once: a word of consent, a home store."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from guisu.doors.console.customers.forms import ConsentForm, HomeForm
from guisu.doors.console.forms import ConsoleForm
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing
from guisu.doors.console.kit.choices import these
from guisu.ground.staff.domain import Permission
from guisu.know.customers import selectors, services
from guisu.know.customers.models import Customer

EDIT = Permission.EDIT_CUSTOMERS
SURE = "sure"
Act = Callable[[Customer], Any]


@require_POST
@operator_view(EDIT)
def consents(request: OperatorRequest) -> HttpResponse:
    """Note that all ticked people said the same, on the same evidence."""
    form = ConsentForm(request.POST if SURE in request.POST else None)

    def note(customer: Customer) -> None:
        services.say_consent(
            customer,
            **form.cleaned_data,
            source=f"staff:{request.user.pk}",
            by=request.user,
            at=timezone.now(),
        )

    return _ask_or_do(request, form, note, _("What the ticked people said"), _("Note it"))


@require_POST
@operator_view(EDIT)
def home(request: OperatorRequest) -> HttpResponse:
    """Give all ticked people one home store, which knows them from then on."""
    form = HomeForm(request.POST if SURE in request.POST else None, scope=request.scope)

    def move(customer: Customer) -> None:
        services.edit(
            customer,
            changes={"store": form.cleaned_data["store"]},
            by=request.user,
            at=timezone.now(),
        )

    return _ask_or_do(request, form, move, _("A home store for the ticked people"), _("Set it"))


def _ask_or_do(
    request: OperatorRequest, form: ConsoleForm, act: Act, heading: str, verb: str
) -> HttpResponse:
    """First the form, with how many it is about; then `act` for each, and back to the list.

    Raises `NobodyLeft`.
    """
    living = selectors.people(request.scope).filter(erased_at=None)
    ticked = living.filter(pk__in=these(request.POST).among(living)).order_by("pk")
    if form.is_valid():
        done = [act(customer) for customer in ticked]
        _tell(request, len(done))
        return go(request, "console:customers")
    context = {
        "form": form,
        "heading": heading,
        "verb": verb,
        "ticked": ticked,
        "sure": SURE,
        "back": reverse("console:customers"),
    }
    status = editing.status(request, form)
    return render(request, "console/customers/bulk.html", context, status=status)


def _tell(request: OperatorRequest, count: int) -> None:
    text = ngettext("Done for %(count)d person.", "Done for %(count)d people.", count)
    messages.success(request, text % {"count": count})
