"""The life cycle: how many stand where today, against thirty days ago, week by week; movement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console import wording
from guisu.doors.console.charts import Chart, Comparison, Series, change
from guisu.doors.console.forms import ConsoleForm
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import files
from guisu.doors.console.lifecycle import sankey, segment, words
from guisu.doors.console.lifecycle.rfm import CHANGE, SEE, people_url
from guisu.doors.console.lifecycle.shown import shares, version_of
from guisu.doors.console.periods import within
from guisu.doors.console.refusals import said
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import standing, yardsticks
from guisu.know.segments.selectors.standing import Moves, end_of
from guisu.know.segments.wording import STAGES

BACK, WEEKS = 30, 13
# From far to near: what a band rises or falls between.
NEARNESS = (
    Stage.HESITANT,
    Stage.NEWCOMER,
    Stage.LOST,
    Stage.DORMANT,
    Stage.AT_RISK,
    Stage.LOW_FREQUENCY,
    Stage.FIRST_ORDER,
    Stage.ACTIVE,
)
EXPORTED = (
    gettext_lazy("On"),
    gettext_lazy("Stage before"),
    gettext_lazy("On"),
    gettext_lazy("Stage after"),
    gettext_lazy("People"),
)


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage today."""

    stage: Stage
    name: str | Promise
    definition: str
    people: int
    share: str
    before: Comparison
    url: str
    segment_url: str


@dataclass(frozen=True, slots=True)
class Move:
    """People of one band; `way`: up, down, new or stay."""

    source: str | Promise
    target: str | Promise
    people: int
    share: str
    way: str
    url: str


class DaysForm(ConsoleForm):
    """The two days that movement is looked at between; what makes no sense asks the usual."""

    use_required_attribute = False
    before = forms.DateField(
        label=gettext_lazy("From the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    after = forms.DateField(
        label=gettext_lazy("to"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def days(self, today: date) -> tuple[date, date]:
        """Two days in order, neither in the future."""
        self.is_valid()
        after = within(min(self.cleaned_data.get("after") or today, today))
        before = within(self.cleaned_data.get("before") or after - timedelta(days=BACK))
        return min(before, after), min(max(before, after), today)


@require_GET
@operator_view(SEE)
def stages(request: OperatorRequest) -> HttpResponse:
    """Today's stages; trend and movement follow once the page stands."""
    at, rules = timezone.now(), yardsticks.thresholds()
    context: dict[str, Any] = {
        "version": version_of(Yardstick.Kind.LIFECYCLE),
        "rules": rules,
        "may_change": request.scope.may(CHANGE),
    }
    try:
        context |= {"rows": _rows(request, at), "as_of": warehouse.as_of()}
    except WarehouseAway as refusal:
        context["away"] = said(refusal)
    return render(request, "console/lifecycle/stages.html", context)


@require_GET
@operator_view(SEE)
def trend(request: OperatorRequest) -> HttpResponse:
    """Each stage at the end of thirteen weeks, the last of them today."""
    name = "console/lifecycle/_trend.html" if request.htmx else "console/lifecycle/trend.html"
    at, today = timezone.now(), timezone.localdate()
    days = [today - timedelta(weeks=week) for week in reversed(range(WEEKS))]
    try:
        found = standing.stages_on(request.scope, days, at=at)
    except WarehouseAway as refusal:
        return render(request, name, {"away": said(refusal)})
    charts = [
        _chart(stage, [each[stage] for each in found], [wording.short_day(day) for day in days])
        for stage in Stage
    ]
    return render(request, name, {"charts": charts})


@require_GET
@operator_view(SEE)
def movement(request: OperatorRequest) -> HttpResponse:
    """Who went from which stage to which between two days."""
    name = "console/lifecycle/_movement.html" if request.htmx else "console/lifecycle/movement.html"
    at, today = timezone.now(), timezone.localdate()
    form = DaysForm(request.GET)
    before, after = form.days(today)
    context = {
        "form": DaysForm(initial={"before": before, "after": after}),
        "before": before,
        "after": after,
        "is_today": after == today,
        "filters": f"before={before}&after={after}",
    }
    try:
        moves = _moves(request, before, after, at)
        begins_on = standing.begins_on(request.scope, at=at)
    except WarehouseAway as refusal:
        return render(request, name, {**context, "away": said(refusal)})
    told = {(source, target.value): people for (source, target), people in moves.items()}
    picture = sankey.drawing(told, _left(), [stage.value for stage in NEARNESS[::-1]])
    table = _table(moves, before, after)
    context |= {
        "picture": picture,
        "bands": [(band, _way(band.source, Stage(band.target))) for band in picture.bands],
        "left": [(bar, words.stage_word(bar.name)) for bar in picture.left],
        "right": [(bar, words.stage_word(bar.name)) for bar in picture.right],
        "moves": table,
        "finding": _finding(table),
        "begins_on": begins_on,
        "is_before_all": begins_on is not None and before < begins_on,
    }
    return render(request, name, context)


@require_POST
@operator_view(SEE)
def export(request: OperatorRequest) -> HttpResponseBase:
    """The movement between two days as a file; the later day's stages are its sums."""
    before, after = DaysForm(request.POST).days(timezone.localdate())
    moves = _moves(request, before, after, timezone.now())
    rows = [
        [before, str(words.stage_word(source)), after, str(STAGES[target]), people]
        for (source, target), people in sorted(moves.items())
    ]
    return files.download(request, "lifecycle", EXPORTED, rows)


def _moves(request: OperatorRequest, before: date, after: date, at: datetime) -> Moves:
    return standing.movement(
        request.scope, before=end_of(before, at=at), after=end_of(after, at=at)
    )


def _rows(request: OperatorRequest, at: datetime) -> list[StageRow]:
    rules = yardsticks.thresholds()
    then_on = timezone.localdate() - timedelta(days=BACK)
    now = standing.stages(request.scope, at=at)
    then = standing.stages(request.scope, at=end_of(then_on, at=at))
    label = _("30 days ago")
    return [
        StageRow(
            stage=stage,
            name=STAGES[stage],
            definition=words.definition(stage, rules),
            people=now[stage],
            share=share,
            before=Comparison(label, f"{then[stage]:,}", change(now[stage], then[stage])),
            url=people_url(stage=stage.value),
            segment_url=segment.of_stage(stage),
        )
        for stage, share in zip(Stage, shares([now[stage] for stage in Stage]), strict=True)
    ]


def _chart(stage: Stage, values: list[int], labels: list[str]) -> Chart:
    told = {"stage": STAGES[stage], "people": words.people(values[-1])}
    share = change(values[-1], values[0])
    if share is None:
        title = _("%(stage)s: %(people)s") % told
    else:
        told["percent"] = f"{share:+.0%}"
        title = _("%(stage)s: %(people)s, %(percent)s in 12 weeks") % told
    series = Series(_("People"), values, kind="bar", is_main=True)
    return Chart(f"trend-{stage.value}", title, labels, [series], is_partial=True)


def _left() -> list[str]:
    return [stage.value for stage in NEARNESS[::-1]] + [""]


def _table(moves: Moves, before: date, after: date) -> list[Move]:
    """The moves, most people first; who stayed is among them."""
    ordered = sorted(moves.items(), key=lambda each: -each[1])
    parts = shares([people for _pair, people in ordered])
    return [
        Move(
            words.stage_word(source),
            STAGES[target],
            people,
            share,
            _way(source, target),
            people_url(
                stage=target.value, from_stage=source or "none", from_on=before, to_on=after
            ),
        )
        for ((source, target), people), share in zip(ordered, parts, strict=True)
    ]


def _finding(table: list[Move]) -> str:
    up, down = (sum(move.people for move in table if move.way == way) for way in ("up", "down"))
    told = {"up": words.people(up), "down": words.people(down)}
    return _("%(up)s came nearer, %(down)s drifted off") % told


def _way(source: str, target: Stage) -> str:
    if not source:
        return "new"
    rise = NEARNESS.index(target) - NEARNESS.index(Stage(source))
    return "stay" if rise == 0 else "up" if rise > 0 else "down"
