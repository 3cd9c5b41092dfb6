"""From whom, to whom, and which customers or groups."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guisu.act.handovers import selectors
from guisu.act.handovers.domain import MOST_WORDS
from guisu.act.handovers.services import Asked
from guisu.doors.console.forms import ConsoleForm, OneOf, offer
from guisu.doors.console.http import OperatorRequest
from guisu.doors.console.kit.choices import these
from guisu.ground.channels.models import Colleague
from guisu.ground.channels.selectors import at_work
from guisu.ground.staff.domain import Scope
from guisu.know.customers.selectors import rows_of_all
from guisu.know.segments.selectors.segments import members, segments


class GiverForm(ConsoleForm):
    giver = OneOf(label=_("From whom"), empty_label=None)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "giver", selectors.givers(scope))


class HandoverForm(ConsoleForm):
    """What is handed over. Ticks come beside it, as `row` for contacts and `group` for groups."""

    ALL, SEGMENT, TICKED, GROUPS, TICKED_GROUPS = "all", "segment", "ticked", "groups", "some"

    key = forms.CharField(widget=forms.HiddenInput, max_length=32)
    taker = OneOf(label=_("To whom"), empty_label=None)
    which = forms.ChoiceField(
        label=_("What"),
        choices=[
            (ALL, _("All customers")),
            (SEGMENT, _("The customers of a segment")),
            (TICKED, _("The customers ticked below")),
            (GROUPS, _("All groups")),
            (TICKED_GROUPS, _("The groups ticked below")),
        ],
    )
    segment = OneOf(label=_("Segment"), required=False)
    words = forms.CharField(
        label=_("Words to the customers"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("WeCom shows them to each customer; left empty, it says its own."),
    )

    def __init__(self, data: Any = None, *, scope: Scope, giver: Colleague) -> None:
        super().__init__(data, initial={"key": uuid4().hex})
        self.scope, self.giver = scope, giver
        takers = at_work(scope).filter(connection=giver.connection_id).exclude(pk=giver.pk)
        offer(self, "taker", takers)
        offer(self, "segment", segments(scope))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("which") == self.SEGMENT and not told.get("segment"):
            self.add_error("segment", gettext("Choose a segment."))
        return told

    def asked(self, request: OperatorRequest) -> Asked:
        told = self.cleaned_data
        which = told["which"]
        ties, groups = selectors.ties(self.giver), selectors.groups(self.giver)
        if which == self.SEGMENT:
            ties = ties.filter(customer__in=rows_of_all(members(self.scope, told["segment"])))
        elif which == self.TICKED:
            ties = ties.filter(pk__in=these(request.POST).ids)
        elif which == self.TICKED_GROUPS:
            groups = groups.filter(pk__in=these(request.POST, "group").ids)
        takes_groups = which in {self.GROUPS, self.TICKED_GROUPS}
        return Asked(
            self.giver,
            told["taker"],
            None if takes_groups else ties,
            groups if takes_groups else None,
            told["words"],
            told["key"],
        )
