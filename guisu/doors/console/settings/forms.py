"""Keys: what they open and for which store."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.doors.console import wording
from guisu.doors.console.forms import ConsoleForm, OneOf, offer
from guisu.ground.staff.domain import WHOLE_ORGANISATION, KeyScope
from guisu.ground.staff.selectors import stores_with_staff

SCOPES = {
    KeyScope.WRITE_EVENTS: _("Send events (what a shop's SDK needs)"),
    KeyScope.READ_CUSTOMERS: _("Read customers"),
    KeyScope.WRITE_CUSTOMERS: _("Change customers"),
    KeyScope.EXPORT_CUSTOMERS: _("Copy all data of a customer"),
    KeyScope.ERASE_CUSTOMERS: _("Erase customers"),
    KeyScope.READ_ORDERS: _("Read orders"),
    KeyScope.WRITE_ORDERS: _("Send orders"),
    KeyScope.WRITE_PRODUCTS: _("Change products"),
    KeyScope.READ_EVENTS: _("Read events"),
}


class KeyForm(ConsoleForm):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Who or what will hold it: “Mini-program”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[(scope.value, label) for scope, label in SCOPES.items()],
        initial=[KeyScope.WRITE_EVENTS.value],
        widget=forms.CheckboxSelectMultiple,
    )
    store = OneOf(
        label=_("Store"),
        required=False,
        empty_label=_("The whole organisation"),
        help_text=_("Customers and orders that come by this key belong to this store."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "store", stores_with_staff())

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        beyond = WHOLE_ORGANISATION & {KeyScope(scope) for scope in given.get("scopes", [])}
        if given.get("store") and beyond:
            named = wording.listing(str(SCOPES[scope]) for scope in SCOPES if scope in beyond)
            self.add_error(
                "store",
                _("A key of one store cannot do this: %(scopes)s.") % {"scopes": named},
            )
        return given
