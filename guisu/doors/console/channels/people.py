"""Who the colleagues of WeCom are here: their account, and the store that they work in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.channels.views import MANAGE, connection_of
from guisu.doors.console.forms import ConsoleForm
from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.ground.channels import selectors, services
from guisu.ground.channels.models import Colleague
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.models import Staff, Store


class ColleagueForm(ConsoleForm):
    """One row of the list: whose account it is, and where they work."""

    staff = forms.ModelChoiceField(
        queryset=Staff.objects.filter(is_active=True), required=False, empty_label="–"
    )
    store = forms.ModelChoiceField(queryset=Store.objects.all(), required=False, empty_label="–")

    def __init__(self, data: Any = None, *, of: Colleague) -> None:
        told = {"staff": of.staff_id, "store": of.store_id}
        super().__init__(data, initial=told, auto_id=f"%s-{of.pk}")
        for name, label in (("staff", gettext_lazy("Account")), ("store", gettext_lazy("Store"))):
            self.fields[name].widget.attrs["aria-label"] = label


@require_GET
@operator_view(MANAGE)
def colleagues(request: OperatorRequest, pk: int) -> HttpResponse:
    """Everybody whom the connection has told of, those who left at the end."""
    connection = connection_of(pk)
    people = sorted(
        selectors.colleagues(connection).values(),
        key=lambda one: (one.left_at is not None, not one.may_contact, one.name, one.userid),
    )
    accounts = list(Staff.objects.filter(is_active=True).values_list("pk", "name"))
    stores = list(Store.objects.values_list("pk", "name"))
    rows = []
    for one in people:
        form = ColleagueForm(of=one)
        # Asked for once, not once a row.
        form.fields["staff"].choices = [("", "–"), *accounts]  # type: ignore[attr-defined]
        form.fields["store"].choices = [("", "–"), *stores]  # type: ignore[attr-defined]
        rows.append((one, form))
    context = {"connection": connection, "rows": rows}
    return render(request, "console/channels/colleagues.html", context)


@require_POST
@operator_view(MANAGE)
def tie(request: OperatorRequest, pk: int) -> HttpResponse:
    """Say whose account a colleague has, and where they work."""
    one: Colleague = found(Colleague.objects.all(), pk, what=gettext_noop("colleague"))
    form = ColleagueForm(request.POST, of=one)
    if form.is_valid():
        services.tie(one, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved: %(name)s.") % {"name": one})
    return redirect("console:channel-colleagues", one.connection_id)
