"""Stores: opened, changed and closed by who manages the settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.cells import digits, link, word
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.lists import Act, List
from guisu.doors.console.staff.forms import StoreForm
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff import selectors, services
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.models import Staff, Store


def open_or_closed(row: Store | Staff) -> SafeString:
    """Whether it is in use, in a word."""
    is_open = row.is_open if isinstance(row, Store) else row.is_active
    return word(_("open"), "good") if is_open else word(_("closed"))


STORES = List[Any](
    name="stores",
    heading=gettext_lazy("Stores"),
    about=gettext_lazy("Staff of a store see the customers and orders of that store."),
    id_of=lambda store: f"store-{store.pk}",
    columns=(
        lead(
            "name",
            gettext_lazy("Name"),
            lambda store: link(store.name, "store", store.pk),
            key=lambda store: store.name,
        ),
        Column(
            "code",
            gettext_lazy("Code"),
            lambda store: format_html("<code>{}</code>", store.code),
            key=lambda store: store.code,
        ),
        Column("region", gettext_lazy("City or region"), lambda store: store.region),
        number(
            "staff",
            gettext_lazy("Staff"),
            lambda store: digits(store.staff_count),
            key=lambda store: store.staff_count,
        ),
        Column("state", gettext_lazy("State"), open_or_closed),
    ),
)
NEW = Act(gettext_lazy("Add a store"), "new-store", "plus", is_primary=True)


@require_GET
@operator_view(Permission.MANAGE_SETTINGS)
def stores(request: OperatorRequest) -> HttpResponse:
    shown = lists.ordered(request, STORES, list(selectors.stores_with_staff()))
    return lists.show(request, STORES, shown, acts=[NEW], is_empty=False)


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
    form = StoreForm(editing.posted(request), instance=row)

    def save() -> HttpResponse:
        saved = form.instance
        services.save_store(saved, seen=editing.seen(request), by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
        return redirect("console:stores")

    return editing.answer(
        request,
        form,
        save,
        of=row if row.pk else None,
        heading=heading,
        verb=verb,
        back=reverse("console:stores"),
    )
