"""The filters of the deliveries list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.act.outreach import wording
from guisu.act.outreach.selectors import deliveries
from guisu.act.outreach.selectors.deliveries import Wanted
from guisu.doors.console.deliveries.naming import named
from guisu.doors.console.kit.filters import FilterForm as KitForm
from guisu.ground.channels.reach import Channel
from guisu.ground.staff.domain import Scope

LATEST = 50


class FilterForm(KitForm):
    """Deliveries by how they stand, why, by which channel, and what for."""

    ABOUT = _("Filter deliveries")
    WORDS = {"channel": _("by"), "cause": _("for")}
    LABELS = {
        "state": _("State"),
        "code": _("Reason"),
        "channel": _("Channel"),
        "cause": _("Cause"),
    }

    state = forms.ChoiceField(
        required=False, choices=[("", _("any state")), *wording.STATES.items()]
    )
    code = forms.ChoiceField(
        required=False, choices=[("", _("any reason")), *wording.CODES.items()]
    )
    channel = forms.ChoiceField(required=False, choices=[("", _("any channel")), *Channel.choices])
    cause = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(deliveries.causes(scope)[:LATEST])
        words = named(scope, found)
        told = [(each.pk, words[each.pk].text) for each in found]
        cause: Any = self.fields["cause"]
        cause.choices = [("", _("any cause")), *told]

    def wanted(self) -> Wanted:
        """The conditions that were asked."""
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            state=told.get("state") or "",
            code=told.get("code") or "",
            channel=told.get("channel") or "",
            cause=told.get("cause"),
        )
