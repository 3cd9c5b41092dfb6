"""The people behind a figure of these pages, as the customers list shows people."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.doors.console.customers.behind import ASKED, behind, people_behind
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.lifecycle import segment, words
from guisu.ground.staff.domain import Permission
from guisu.know.segments.domain.ladder import Need, Rung
from guisu.know.segments.domain.lifecycle import Stage
from guisu.know.segments.domain.rfm import SCORES, Cell, Group, group_of
from guisu.know.segments.selectors import standing
from guisu.know.segments.selectors.standing import Standing
from guisu.know.segments.wording import STAGES

Chosen = TypeVar("Chosen", bound=StrEnum)
NOBODY_YET = "none"


@require_GET
@operator_view(Permission.SEE_FIGURES)
def people(request: OperatorRequest) -> HttpResponse:
    """Who stands in a cell, group, stage, move or rung. A page by key; names as permitted."""
    request.scope.require(Permission.SEE_CUSTOMERS)
    at = timezone.now()
    wanted = wanted_by(request.GET)
    found = standing.people(request.scope, wanted, at=at, after=behind(request), limit=ASKED)
    return people_behind(
        request,
        found,
        total=standing.count(request.scope, wanted, at=at),
        heading=heading(wanted, request.GET),
        back=_back(wanted),
        segment_url=_segment_url(wanted, request.GET),
    )


def wanted_by(asked: QueryDict) -> Standing:
    """What the address asks; what makes no sense asks nothing."""
    group = _one_of(Group, asked.get("group", ""))
    stage = _one_of(Stage, asked.get("stage", ""))
    origin = asked.get("from_stage", "")
    return Standing(
        scores=(_score(asked, "r"), _score(asked, "f"), _score(asked, "m")),
        cells=_cells_of(group) if group else (),
        stage=stage,
        before="" if origin == NOBODY_YET else _one_of(Stage, origin),
        before_on=_day(asked.get("from_on", "")),
        after_on=_day(asked.get("to_on", "")),
        rung=_one_of(Rung, asked.get("rung", "")),
        missing=_one_of(Need, asked.get("missing", "")),
    )


def heading(wanted: Standing, asked: QueryDict) -> str:
    """Whom the list shows, in words."""
    if wanted.rung:
        name = str(words.RUNGS[wanted.rung])
        if wanted.missing:
            need = words.asked(wanted.missing, standing.rungs_rules())
            return _("%(rung)s, still missing: %(need)s") % {"rung": name, "need": need}
        return name
    if wanted.stage:
        name = str(STAGES[wanted.stage])
        if wanted.before is None:
            return name
        return _("From “%(before)s” to “%(after)s”") % {
            "before": words.stage_word(wanted.before),
            "after": name,
        }
    if group := _one_of(Group, asked.get("group", "")):
        return str(words.GROUPS[group].name)
    scores = [f"{axis}{score}" for axis, score in zip("RFM", wanted.scores, strict=True) if score]
    return "RFM " + (" ".join(scores) or _("any score"))


def _back(wanted: Standing) -> tuple[str, str]:
    if wanted.rung:
        return "ladder", _("Relationship ladder")
    return ("lifecycle", _("Life cycle")) if wanted.stage else ("rfm", _("RFM grid"))


def _segment_url(wanted: Standing, asked: QueryDict) -> str:
    if wanted.rung or wanted.before is not None:
        return ""
    if wanted.stage:
        return segment.of_stage(wanted.stage)
    group = _one_of(Group, asked.get("group", ""))
    return segment.of_group(group) if group else segment.of_scores(*wanted.scores)


def _cells_of(group: Group) -> tuple[Cell, ...]:
    every = (Cell(r, f, m) for r in SCORES for f in SCORES for m in SCORES)
    return tuple(cell for cell in every if group_of(cell) is group)


def _one_of(kind: type[Chosen], text: str) -> Chosen | None:
    return next((each for each in kind if each.value == text), None)


def _score(asked: QueryDict, name: str) -> int | None:
    return next((score for score in SCORES if asked.get(name) == str(score)), None)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
