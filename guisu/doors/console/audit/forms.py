"""`Changes by [anybody] to [anything] since [day]`."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import known
from guisu.doors.console.forms import OneOf, offer
from guisu.doors.console.kit.filters import FilterForm
from guisu.doors.console.periods import start_of
from guisu.ground.staff.selectors import people


def _families() -> list[tuple[str, str | Promise]]:
    return [("", _("anything")), *known().families.items()]


class AuditFilter(FilterForm):
    ABOUT = _("Filter changes")

    by = OneOf(label=_("Person"), required=False, empty_label=_("anybody"))
    action = forms.ChoiceField(label=_("What"), required=False, choices=_families)
    since = forms.DateField(
        label=_("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "by", people())

    def asked(self) -> dict[str, Any]:
        """Arguments for `audit_trail`; what makes no sense is left out."""
        self.full_clean()
        given = self.cleaned_data
        by, since = given.get("by"), given.get("since")
        return {
            "staff_id": by.pk if by else None,
            "action": given.get("action", ""),
            "since": start_of(since),
        }
