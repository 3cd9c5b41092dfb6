"""The funnel: how many who did the first step did the next ones, in order and in time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console import wording
from guisu.doors.console.behaviour.forms import STEPS, FunnelForm
from guisu.doors.console.behaviour.page import SEE, chosen, part
from guisu.doors.console.charts import Chart, Series
from guisu.doors.console.customers.sentences import kind_word
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import files
from guisu.doors.console.refusals import said
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.selectors import vocabulary
from guisu.see.insights import selectors as insights
from guisu.see.insights.funnel import Funnel, FunnelFigures

EXPORTED = (
    gettext_lazy("Step"),
    gettext_lazy("Event"),
    gettext_lazy("People"),
    gettext_lazy("Share of the first step"),
    gettext_lazy("Share of the step before"),
    gettext_lazy("Median seconds from the first step"),
)
MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `of_first` and `of_last` are shares; `stopped` people came here and no further."""

    number: int
    name: str | Promise
    people: int
    of_first: float
    of_last: float
    stopped: int
    took: str
    reached_url: str
    stopped_url: str

    @property
    def percent(self) -> float:
        return round(self.of_first * 100, 2)

    @property
    def shown(self) -> str:
        return f"{self.of_first:.1%}"

    @property
    def kept(self) -> str:
        return "" if self.number == 1 else f"{self.of_last:.1%}"


@require_GET
@operator_view(SEE)
def funnel(request: OperatorRequest) -> HttpResponse:
    """Step by step, and by the day on which people began."""
    try:
        form = FunnelForm(request.GET, vocabulary.kinds(request.scope))
        asked = form.funnel(timezone.localdate())
        found = _figures(request, asked, request.GET) if asked else None
    except WarehouseAway as refusal:
        return part(request, "funnel", {"away": said(refusal)})
    context: dict[str, Any] = {"form": form}
    if asked and found:
        steps = _steps(asked, found, _told(request.GET, form))
        context |= {
            "steps": steps,
            "finding": _finding(steps),
            "chart": _chart(steps, found),
            "open_days": sum(day.is_open for day in found.days),
        }
    return part(request, "funnel", context)


@require_POST
@operator_view(SEE)
def export(request: OperatorRequest) -> HttpResponseBase:
    """One row a step, as CSV or XLSX."""
    told = QueryDict(request.POST.get("filters", ""))
    form = FunnelForm(told, vocabulary.kinds(request.scope))
    asked = form.funnel(timezone.localdate())
    rows: list[list[object]] = []
    if asked:
        found = _figures(request, asked, told)
        rows = [
            [
                step.number,
                str(step.name),
                step.people,
                round(step.of_first, 4),
                round(step.of_last, 4),
                figures.median_seconds,
            ]
            for step, figures in zip(_steps(asked, found, {}), found.steps, strict=True)
        ]
    return files.download(request, "funnel", EXPORTED, rows)


def _figures(request: OperatorRequest, asked: Funnel, told: QueryDict) -> FunnelFigures:
    segment = chosen(request.scope, told)
    return insights.funnel(request.scope, asked, at=timezone.now(), segment=segment)


def _told(asked: QueryDict, form: FunnelForm) -> dict[str, Any]:
    """The question as an address asks it, usual answers included."""
    steps = {name: form.cleaned_data.get(name) for name in STEPS}
    rest = {name: form.asked(name) for name in ("within", "lately")}
    told = {**steps, **rest, "segment": asked.get("segment")}
    return {name: value for name, value in told.items() if value}


def _steps(asked: Funnel, found: FunnelFigures, told: dict[str, Any]) -> list[Step]:
    counts = [each.people for each in found.steps]
    following = [*counts[1:], 0]
    steps = []
    for number, (event, each) in enumerate(zip(asked.steps, found.steps, strict=True), start=1):
        before = counts[max(number - 2, 0)]
        steps.append(
            Step(
                number,
                kind_word(event.kind),
                each.people,
                each.people / counts[0] if counts[0] else 0.0,
                each.people / before if before else 0.0,
                each.people - following[number - 1],
                "" if number == 1 else _took(each.median_seconds),
                _people_url(told, number, "reached"),
                "" if number == len(counts) else _people_url(told, number, "stopped"),
            )
        )
    return steps


def _people_url(told: dict[str, Any], number: int, way: str) -> str:
    return f"{reverse('console:funnel-people')}?{urlencode({**told, 'at': number, 'way': way})}"


def _took(seconds: int | None) -> str:
    """A stretch of time in its largest unit."""
    if seconds is None:
        return ""
    if seconds >= DAY:
        days = timedelta(seconds=seconds) / timedelta(days=1)
        return _("%(days)s days") % {"days": f"{days:.1f}"}
    if seconds >= HOUR:
        return _("%(hours)s hours") % {"hours": f"{seconds / HOUR:.1f}"}
    minutes = max(seconds // MINUTE, 1)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _finding(steps: list[Step]) -> str:
    first, last = steps[0], steps[-1]
    if not first.people:
        return _("Nobody began in this time")
    return _("%(share)s of those who began came to the end: %(step)s") % {
        "share": last.shown,
        "step": last.name,
    }


def _chart(steps: list[Step], found: FunnelFigures) -> Chart:
    """People by the day they began, and those of them who came to the end."""
    return Chart(
        "funnel-days",
        _("By the day they began"),
        [wording.short_day(day.day) for day in found.days],
        [
            Series(_("Began"), [day.people[0] for day in found.days], kind="bar"),
            Series(steps[-1].name, [day.people[-1] for day in found.days], "bar", is_main=True),
        ],
        is_partial=True,
    )
