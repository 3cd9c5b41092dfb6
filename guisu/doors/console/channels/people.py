"""Who the colleagues of WeCom are here: their account, and the store that they work in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.channels.views import MANAGE, connection_of
from guisu.doors.console.forms import ConsoleForm, OneOf, offer
from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.cells import beside, part, quiet
from guisu.doors.console.kit.columns import Column, lead
from guisu.ground.channels import selectors, services
from guisu.ground.channels.models import Colleague
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.selectors import people, stores_with_staff


class ColleagueForm(ConsoleForm):
    """One row of the list: whose account it is, and where they work."""

    staff = OneOf(required=False, empty_label="–")
    store = OneOf(required=False, empty_label="–")

    def __init__(self, data: Any = None, *, of: Colleague) -> None:
        told = {"staff": of.staff_id, "store": of.store_id}
        super().__init__(data, initial=told, auto_id=f"%s-{of.pk}")
        offer(self, "staff", people().filter(is_active=True))
        offer(self, "store", stores_with_staff())
        for name, label in (("staff", gettext_lazy("Account")), ("store", gettext_lazy("Store"))):
            self.fields[name].widget.attrs["aria-label"] = label


COLUMNS: tuple[Column[tuple[Colleague, ColleagueForm]], ...] = (
    lead(
        "name",
        pgettext_lazy("person", "Name"),
        lambda row: beside([str(row[0]), quiet(row[0].userid)]),
    ),
    Column("state", gettext_lazy("State"), lambda row: _state(row[0])),
    Column(
        "tie",
        gettext_lazy("Account and store"),
        lambda row: part("console/channels/_tie.html", one=row[0], form=row[1]),
    ),
)


@require_GET
@operator_view(MANAGE)
def colleagues(request: OperatorRequest, pk: int) -> HttpResponse:
    """Everybody whom the connection has told of, those who left at the end."""
    connection = connection_of(pk)
    listed = sorted(
        selectors.colleagues(connection).values(),
        key=lambda one: (one.left_at is not None, not one.may_contact, one.name, one.userid),
    )
    accounts = list(people().filter(is_active=True).values_list("pk", "name"))
    stores = list(stores_with_staff().order_by("name").values_list("pk", "name"))
    rows = []
    for one in listed:
        form = ColleagueForm(of=one)
        # Asked for once, not once a row.
        form.fields["staff"].choices = [("", "–"), *accounts]  # type: ignore[attr-defined]
        form.fields["store"].choices = [("", "–"), *stores]  # type: ignore[attr-defined]
        rows.append((one, form))
    context = {"connection": connection, "table": lists.plain(COLUMNS, rows)}
    return render(request, "console/channels/colleagues.html", context)


@require_POST
@operator_view(MANAGE)
def tie(request: OperatorRequest, pk: int) -> HttpResponse:
    """Say whose account a colleague has, and where they work."""
    one: Colleague = found(selectors.everybody(), pk, what=gettext_noop("colleague"))
    form = ColleagueForm(request.POST, of=one)
    if form.is_valid():
        seen = editing.seen(request)
        services.tie(one, **form.cleaned_data, seen=seen, by=request.user, at=timezone.now())
        messages.success(request, _("Saved: %(name)s.") % {"name": one})
    return redirect("console:channel-colleagues", one.connection_id)


def _state(one: Colleague) -> str:
    if one.left_at:
        return _("has left")
    return _("contacts customers") if one.may_contact else _("contacts no customers")
