"""The filters of the orders list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.doors.console.kit.filters import FilterForm as KitForm
from guisu.doors.console.periods import end_of, start_of
from guisu.doors.console.sources import channel
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import visible_stores
from guisu.know.commerce.listing import OrdersWanted, channels
from guisu.know.commerce.models import Order


class FilterForm(KitForm):
    """Orders by number, store, status, channel and day."""

    ABOUT = _("Filter orders")
    WORDS = {
        "store": _("of"),
        "status": pgettext_lazy("status", "with"),
        "channel": _("by"),
        "since": _("placed from"),
        "until": _("to"),
    }
    LABELS = {
        "q": _("Search"),
        "store": _("Store"),
        "status": _("Status"),
        "channel": _("Channel"),
        "since": _("From day"),
        "until": _("To day"),
    }

    q = forms.CharField(
        required=False,
        max_length=80,
        widget=forms.SearchInput(attrs={"placeholder": _("Order number")}),
    )
    store = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(
        required=False, choices=[("", _("any status")), *Order.Status.choices]
    )
    channel = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = [(store.pk, store.name) for store in visible_stores(scope)]
        self.fields["store"].choices = [("", _("any store")), *stores]  # type: ignore[attr-defined]
        found = [(each, channel(each)) for each in channels()]
        self.fields["channel"].choices = [("", _("any channel")), *found]  # type: ignore[attr-defined]

    def wanted(self) -> OrdersWanted:
        """The conditions that were asked; both days are included."""
        self.is_valid()
        told = self.cleaned_data
        return OrdersWanted(
            text=(told.get("q") or "").strip(),
            store_id=told.get("store"),
            status=told.get("status") or "",
            channel=told.get("channel") or "",
            placed_from=start_of(told.get("since")),
            placed_before=end_of(told.get("until")),
        )
