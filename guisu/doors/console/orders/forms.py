"""The filters of the orders list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.forms import ConsoleForm
from guisu.doors.console.periods import end_of, start_of
from guisu.doors.console.sources import CHANNELS
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import visible_stores
from guisu.know.commerce.listing import OrdersWanted, channels
from guisu.know.commerce.models import Order


class FilterForm(ConsoleForm):
    """The filters, read as one sentence. What makes no sense asks nothing."""

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

    LABELS = {
        "q": _("Search"),
        "store": _("Store"),
        "status": _("Status"),
        "channel": _("Channel"),
        "since": _("From day"),
        "until": _("To day"),
    }

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = [(store.pk, store.name) for store in visible_stores(scope)]
        self.fields["store"].choices = [("", _("any store")), *stores]  # type: ignore[attr-defined]
        found = [(channel, CHANNELS.get(channel, channel)) for channel in channels()]
        self.fields["channel"].choices = [("", _("any channel")), *found]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = self.LABELS[name]

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
