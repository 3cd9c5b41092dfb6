"""The editor of the life-cycle thresholds, beside how long customers take to come back."""

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from guisu.doors.console.charts import Chart, Series
from guisu.doors.console.forms import ConsoleForm, WholeNumber, told_by
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing
from guisu.doors.console.lifecycle import words, yardstick
from guisu.doors.console.lifecycle.yardstick import CHANGE, Effect
from guisu.doors.console.refusals import said
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.domain import lifecycle
from guisu.know.segments.domain.lifecycle import LEARNT_AT, Stage, Thresholds
from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import standing, yardsticks
from guisu.know.segments.services import yardsticks as services
from guisu.know.segments.wording import STAGES

LONGEST = 3650
BINS = 24


@dataclass(frozen=True, slots=True)
class Percentile:
    """Within how many days so many percent of returns happen, and what that day ends."""

    percent: int
    days: int
    ends: str | Promise


ENDS = {
    "active_days": gettext_lazy("end of active and low frequency"),
    "at_risk_days": gettext_lazy("end of at risk"),
    "dormant_days": gettext_lazy("end of dormant; beyond it lost"),
}


class ThresholdsForm(ConsoleForm):
    """The days at which stages end; each of the first three above the one before."""

    active_days = WholeNumber(
        label=gettext_lazy("Active: last order at most … days ago"), min_value=1, max_value=LONGEST
    )
    at_risk_days = WholeNumber(
        label=gettext_lazy("At risk: last order at most … days ago"), min_value=2, max_value=LONGEST
    )
    dormant_days = WholeNumber(
        label=gettext_lazy("Dormant: last order at most … days ago"),
        min_value=3,
        max_value=LONGEST,
        help_text=gettext_lazy("Whose last order is older is lost."),
    )
    frequent_orders = WholeNumber(
        label=gettext_lazy("Active rather than of low frequency: at least … orders"),
        min_value=1,
        max_value=100,
    )
    frequency_days = WholeNumber(
        label=gettext_lazy("in the last … days"), min_value=1, max_value=LONGEST
    )
    newcomer_days = WholeNumber(
        label=gettext_lazy("Registered lately: first seen at most … days ago"),
        min_value=0,
        max_value=LONGEST,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        names = ("active_days", "at_risk_days", "dormant_days")
        for lower, upper in itertools.pairwise(names):
            if lower in told and upper in told and told[upper] <= told[lower]:
                self.add_error(
                    upper, _("This must be more than %(value)s.") % {"value": told[lower]}
                )
        return told

    def thresholds(self) -> Thresholds:
        """What was entered; only of a valid form."""
        return Thresholds(**self.cleaned_data)


@require_http_methods(["GET", "POST"])
@operator_view(CHANGE)
def editor(request: OperatorRequest) -> HttpResponse:
    """The form left; right its effect, and the shop's own intervals."""
    form = ThresholdsForm(editing.posted(request), initial=asdict(yardsticks.thresholds()))
    if yardstick.is_to_be_saved(request, form):
        with told_by(form):
            told, seen = form.thresholds(), editing.seen(request)
            services.set_thresholds(told, seen=seen, by=request.user, at=timezone.now())
            messages.success(request, _("The thresholds are saved and in force."))
            return redirect("console:lifecycle")
    context = {**_effect(request, form), **_intervals(request)}
    return yardstick.page(request, "thresholds", form, Yardstick.Kind.LIFECYCLE, context)


@require_POST
@operator_view(CHANGE)
def preview(request: OperatorRequest) -> HttpResponse:
    """What the entered thresholds would do, while they are being entered."""
    context = _effect(request, ThresholdsForm(request.POST))
    return render(request, "console/lifecycle/_effect.html", context)


@require_POST
@operator_view(CHANGE)
def learning(request: OperatorRequest) -> HttpResponse:
    """Learn the thresholds from the shop now."""
    services.learn_thresholds(by=request.user, at=timezone.now())
    messages.success(request, _("The thresholds were learnt from your customers."))
    return go(request, "console:lifecycle")


def _effect(request: OperatorRequest, form: ThresholdsForm) -> dict[str, Any]:
    at = timezone.now()

    def effect() -> dict[str, Any]:
        now = standing.stages(request.scope, at=at)
        then = standing.stages(request.scope, at=at, thresholds=form.thresholds())
        return {"effects": [Effect(STAGES[each], now[each], then[each]) for each in Stage]}

    return yardstick.effect_of(form, effect)


def _intervals(request: OperatorRequest) -> dict[str, Any]:
    try:
        gaps = standing.gaps(request.scope, at=timezone.now())
    except WarehouseAway as refusal:
        return {"away": said(refusal)}
    returns = sum(gaps.values())
    if not returns:
        return {"returns": 0}
    return {
        "returns": returns,
        "is_enough": returns >= lifecycle.FEWEST_GAPS,
        "least": lifecycle.FEWEST_GAPS,
        "percentiles": [
            Percentile(percent, lifecycle.percentile(gaps, percent), ENDS[name])
            for name, percent in LEARNT_AT.items()
        ],
        "chart": _chart(gaps),
    }


def _chart(gaps: Mapping[int, int]) -> Chart:
    """Returns by waiting time, in about two dozen bars of whole days; the longest together."""
    last = lifecycle.percentile(gaps, LEARNT_AT["dormant_days"])
    width = max(-(-last // BINS), 1)
    bars = -(-last // width)
    counts = [0] * (bars + 1)
    for days, times in gaps.items():
        counts[min((days - 1) // width, bars)] += times
    labels = [
        f"{n * width + 1}–{(n + 1) * width}" if width > 1 else str(n + 1) for n in range(bars)
    ]
    half = lifecycle.percentile(gaps, 50)
    return Chart(
        "intervals",
        _("Half of all returns happen within %(days)s") % {"days": words.days(half)},
        [*labels, f"> {bars * width}"],
        [Series(_("Returns"), counts, kind="bar", is_main=True)],
        unit=_("days"),
    )
