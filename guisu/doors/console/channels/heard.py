"""What a channel told, as it came: every callback that is kept, and working it off again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.callbacks import selectors, services
from guisu.doors.callbacks.models import Callback
from guisu.doors.console.channels.views import MANAGE, connection_of
from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import moment, part
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.kit.filters import FilterForm
from guisu.doors.console.kit.lists import Empty, List
from guisu.ground.channels.carriers import door_of
from guisu.ground.channels.port.inbound import Fields, Unreadable
from guisu.ground.kernel.words import gettext_noop

State = Callback.State
STATES: dict[str, str | Promise] = {
    State.WAITING: pgettext_lazy("callback", "Waiting"),
    State.DONE: pgettext_lazy("callback", "Worked off"),
    State.FAILED: pgettext_lazy("callback", "Failed"),
}
MARKS = {State.DONE: "good", State.FAILED: "bad"}
TOLD: dict[str, str | Promise] = {
    "add_external_contact": gettext_lazy("A contact was made"),
    "add_half_external_contact": gettext_lazy("A contact was made from one side"),
    "edit_external_contact": gettext_lazy("A contact was changed"),
    "del_external_contact": gettext_lazy("A colleague removed a contact"),
    "del_follow_user": gettext_lazy("A contact removed a colleague"),
    "transfer_fail": gettext_lazy("A handover failed"),
    "add_member": gettext_lazy("Members joined a group"),
    "del_member": gettext_lazy("Members left a group"),
    "change_owner": gettext_lazy("A group has another owner"),
    "change_name": gettext_lazy("A group was renamed"),
    "change_notice": gettext_lazy("A group's notice was changed"),
    "dismiss": gettext_lazy("A group was dismissed"),
    "create": gettext_lazy("Something new: a group or a tag"),
    "delete": gettext_lazy("A tag was deleted"),
    "update": gettext_lazy("Something was changed"),
    "shuffle": gettext_lazy("Tags were put in another order"),
}


class StateFilter(FilterForm):
    """Callbacks of one state."""

    ABOUT = gettext_lazy("Filter callbacks")
    LABELS = {"state": gettext_lazy("State")}

    state = forms.ChoiceField(
        required=False, choices=[("", gettext_lazy("All states")), *STATES.items()]
    )

    def asked(self) -> str:
        return self.cleaned_data["state"] if self.is_valid() else ""


CALLBACKS = List[dict[str, Any]](
    name="callbacks",
    heading=gettext_lazy("Callbacks"),
    order=("-pk",),
    template="console/channels/callbacks.html",
    empty=Empty(
        gettext_lazy("No callback is kept here"),
        gettext_lazy(
            "WeCom tells of contacts, tags and groups as they change. "
            "If nothing comes for long, check the callback address."
        ),
        "mail-exclamation",
    ),
    columns=(
        lead(
            "told",
            gettext_lazy("What it told"),
            lambda each: format_html(
                '{} <span class="told-details">{}</span>', each["words"], each["event"]
            ),
        ),
        Column("happened", gettext_lazy("Happened"), lambda each: moment(each["row"].happened_at)),
        Column("arrived", gettext_lazy("Arrived"), lambda each: moment(each["row"].received_at)),
        Column(
            "state",
            gettext_lazy("State"),
            lambda each: part("console/channels/_callback_state.html", each=each),
        ),
        Column(
            "body",
            gettext_lazy("As it came"),
            lambda each: part("console/channels/_callback_body.html", each=each),
        ),
    ),
)


@require_GET
@operator_view(MANAGE)
def callbacks(request: OperatorRequest, pk: int) -> HttpResponse:
    """The latest first; `state` shows those of one state."""
    connection, form = connection_of(pk), StateFilter(request.GET)
    page = lists.page(request, CALLBACKS, selectors.callbacks(connection, state=form.asked()))
    rows = [_row(each) for each in page.rows]
    return lists.show(
        request, CALLBACKS, rows, page=page, form=form, is_empty=False, connection=connection
    )


@require_POST
@operator_view(MANAGE)
def replay(request: OperatorRequest, pk: int) -> HttpResponse:
    """Have a callback worked off again, which changes nothing that was done already."""
    callback = found(selectors.every(), pk, what=gettext_noop("callback"))
    services.replay(callback, at=timezone.now())
    messages.success(request, _("It is being worked off again."))
    name = "channel-callbacks" if request.POST.get("to") == "callbacks" else "channel"
    return redirect(f"console:{name}", callback.connection_id)


def _row(callback: Callback) -> dict[str, Any]:
    try:
        told: Fields = door_of(callback.connection).read(callback.body.encode()).fields
    except Unreadable:
        told = {}
    detail = str(told.get("UpdateDetail") or told.get("ChangeType") or told.get("Event") or "")
    took = (callback.settled_at - callback.received_at) if callback.settled_at else None
    return {
        "row": callback,
        "words": TOLD.get(detail, detail or "–"),
        "event": " · ".join(dict.fromkeys(filter(None, (str(told.get("Event", "")), detail)))),
        "state": STATES[callback.state],
        "mark": MARKS.get(State(callback.state), ""),
        "took": took,
    }
