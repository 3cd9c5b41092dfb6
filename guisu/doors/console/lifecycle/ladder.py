"""The relationship ladder: how many stand on each rung, why, and what would move them on."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import files
from guisu.doors.console.lifecycle import words
from guisu.doors.console.lifecycle.rfm import SEE, people_url
from guisu.doors.console.lifecycle.shown import shares
from guisu.doors.console.refusals import said
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.domain.ladder import ASKED, Rules, Rung
from guisu.know.segments.selectors import standing
from guisu.know.segments.selectors.standing import RungFigures

EXPORTED = (
    gettext_lazy("Rung"),
    gettext_lazy("Missing for the next rung"),
    gettext_lazy("People"),
)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that people of a rung lack, and what can be done about it."""

    asked: str
    act: str | Promise
    people: int
    url: str


@dataclass(frozen=True, slots=True)
class RungRow:
    """`percent` of everybody, for the bar."""

    name: str | Promise
    asked: list[str]
    people: int
    share: str
    percent: float
    url: str
    next: str | Promise
    missing: list[Missing]


@require_GET
@operator_view(SEE)
def ladder(request: OperatorRequest) -> HttpResponse:
    """The rungs, the highest first."""
    context: dict[str, Any] = {}
    try:
        found = standing.rungs(request.scope, at=timezone.now())
        context = {"rows": _rows(found), "as_of": warehouse.as_of()}
        context["people"] = sum(each.people for each in found)
    except WarehouseAway as refusal:
        context = {"away": said(refusal)}
    return render(request, "console/lifecycle/ladder.html", context)


@require_POST
@operator_view(SEE)
def export(request: OperatorRequest) -> HttpResponseBase:
    """Rungs, and what their people miss, as a file."""
    rules = standing.rungs_rules()
    rows: list[list[object]] = []
    for each in standing.rungs(request.scope, at=timezone.now()):
        rows.append([str(words.RUNGS[each.rung]), "", each.people])
        rows += [
            [str(words.RUNGS[each.rung]), words.asked(need, rules), people]
            for need, people in each.missing.items()
        ]
    return files.download(request, "ladder", EXPORTED, rows)


def _rows(found: list[RungFigures]) -> list[RungRow]:
    rules = standing.rungs_rules()
    people = [each.people for each in found]
    everybody = max(sum(people), 1)
    above = [*(words.RUNGS[each.rung] for each in found[1:]), ""]
    rows = [
        RungRow(
            name=words.RUNGS[each.rung],
            asked=[words.asked(need, rules) for need in ASKED[each.rung]],
            people=each.people,
            share=share,
            percent=round(100 * each.people / everybody, 2),
            url=people_url(rung=each.rung.value),
            next=following,
            missing=_missing(each.rung, each, rules),
        )
        for each, share, following in zip(found, shares(people), above, strict=True)
    ]
    return rows[::-1]


def _missing(rung: Rung, figures: RungFigures, rules: Rules) -> list[Missing]:
    return [
        Missing(
            words.asked(need, rules),
            words.STEPS[need],
            people,
            people_url(rung=rung.value, missing=need.value),
        )
        for need, people in figures.missing.items()
        if people
    ]
