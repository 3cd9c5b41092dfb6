"""What the editors of scheme and thresholds share: saving, and what a change would do before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.doors.console.forms import ConsoleForm
from guisu.doors.console.http import OperatorRequest
from guisu.doors.console.kit import editing
from guisu.doors.console.lifecycle.shown import versions_of
from guisu.doors.console.refusals import said
from guisu.ground.staff.domain import Permission
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import yardsticks

CHANGE = Permission.EDIT_SEGMENTS
VERSIONS = 5
BACK = {
    Yardstick.Kind.RFM: gettext_lazy("RFM grid"),
    Yardstick.Kind.LIFECYCLE: gettext_lazy("Life cycle"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """People of one group, in one stage: now, and by the values that are looked at."""

    name: str | Promise
    now: int
    then: int

    @property
    def change(self) -> int:
        return self.then - self.now


def is_to_be_saved(request: OperatorRequest, form: ConsoleForm) -> bool:
    """Whether what was sent is sound, and more than a look at its effect."""
    return request.method == "POST" and form.is_valid() and "preview" not in request.POST


def effect_of(form: ConsoleForm, effect: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """`effect` of a valid form, or a hint why there is none to be shown."""
    if not form.is_bound:
        return {"hint": _("Change a number to see what it would do.")}
    if not form.is_valid():
        return {"hint": _("Some numbers do not fit yet.")}
    try:
        return effect()
    except WarehouseAway as refusal:
        return {"hint": said(refusal)}


def page(
    request: OperatorRequest,
    name: str,
    form: ConsoleForm,
    kind: Yardstick.Kind,
    context: Mapping[str, Any],
) -> HttpResponse:
    """The editor `name`, with the effect that is in `context`."""
    told = {
        **editing.around(form, yardsticks.edition(kind)),
        "versions": versions_of(kind, limit=VERSIONS),
        "back": BACK[kind],
        "back_url": reverse(f"console:{kind.value}"),
        "learning_url": reverse(f"console:{kind.value}-learning"),
        "preview_url": reverse(f"console:{kind.value}-preview"),
        **context,
    }
    is_looked_at = form.is_bound and form.is_valid()
    status = editing.OK if is_looked_at else editing.status(request, form)
    return render(request, f"console/lifecycle/{name}.html", told, status=status)
