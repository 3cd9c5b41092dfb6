"""Stores: opened, changed and closed by who manages the settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.staff.forms import StoreForm
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff import selectors, services
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.models import Store


@require_GET
@operator_view(Permission.MANAGE_SETTINGS)
def stores(request: OperatorRequest) -> HttpResponse:
    return render(request, "console/staff/stores.html", {"stores": selectors.stores_with_staff()})


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_SETTINGS)
def new_store(request: OperatorRequest) -> HttpResponse:
    return _store_page(request, Store(), heading=_("A new store"), verb=_("Open the store"))


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_SETTINGS)
def store(request: OperatorRequest, pk: int) -> HttpResponse:
    row: Store = found(selectors.stores_with_staff(), pk, what=gettext_noop("store"))
    return _store_page(request, row, heading=row.name, verb=_("Save the store"))


def _store_page(request: OperatorRequest, row: Store, *, heading: str, verb: str) -> HttpResponse:
    form = StoreForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid():
        services.save_store(form.instance, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is saved.") % {"name": form.instance.name})
        return redirect("console:stores")
    back = reverse("console:stores")
    context = {"form": form, "heading": heading, "verb": verb, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "console/form_page.html", context, status=status)
