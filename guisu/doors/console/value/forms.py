"""How far ahead is looked, and at what discount."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.forms import ConsoleForm
from guisu.know.segments.selectors.value import Ahead

DAYS = (
    (90, _("the next 90 days")),
    (180, _("the next 180 days")),
    (365, _("the next 12 months")),
    (730, _("the next 24 months")),
)
YEARLY = (
    (0, _("without discount")),
    (5, _("discounted by 5% a year")),
    (10, _("discounted by 10% a year")),
    (15, _("discounted by 15% a year")),
)


class AheadForm(ConsoleForm):
    """What makes no sense asks for the usual: twelve months at ten percent."""

    days = forms.TypedChoiceField(coerce=int, choices=DAYS)
    yearly = forms.TypedChoiceField(coerce=int, choices=YEARLY)

    LABELS = {"days": _("How far ahead"), "yearly": _("Discount")}

    def __init__(self, told: Any) -> None:
        given = {"days": told.get("days") or 365, "yearly": told.get("yearly") or 10}
        super().__init__(given)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = self.LABELS[name]

    def ahead(self) -> Ahead:
        self.is_valid()
        told = self.cleaned_data
        return Ahead(told.get("days", 365), told.get("yearly", 10) / 100)

    def days_words(self) -> str:
        return str(dict(DAYS)[self.ahead().days])
