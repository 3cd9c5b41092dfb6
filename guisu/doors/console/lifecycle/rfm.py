"""RFM: the grid of people by how lately and how often they buy, the eight groups, the export."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import files
from guisu.doors.console.lifecycle import segment, words
from guisu.doors.console.lifecycle.shown import share, shares, version_of
from guisu.doors.console.refusals import said
from guisu.ground.kernel.money import Money
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.selectors import installation
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.domain.rfm import BEST, SCORES, Group, Scheme, group_of
from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import standing, yardsticks
from guisu.know.segments.selectors.standing import CellFigures
from guisu.know.segments.services import yardsticks as services

SEE, CHANGE = Permission.SEE_FIGURES, Permission.EDIT_SEGMENTS
HEATS = 5
COLOURED_BY = (("people", gettext_lazy("people")), ("spent", gettext_lazy("spending")))
DOWN = tuple(reversed(SCORES))
EXPORTED = (
    gettext_lazy("Lately (R)"),
    gettext_lazy("Often (F)"),
    gettext_lazy("Much (M)"),
    gettext_lazy("Group"),
    gettext_lazy("People"),
    gettext_lazy("Orders"),
    gettext_lazy("Spent"),
    gettext_lazy("Currency"),
)


@dataclass(frozen=True, slots=True)
class Square:
    """One square of the grid: everybody with these two scores. `heat` 0 (nobody) to 5."""

    r: int
    f: int
    people: int
    share: str
    spent_minor: int
    each_minor: int
    m: str
    heat: int
    url: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One of the eight groups with its figures and what to do."""

    name: str | Promise
    act: str | Promise
    people: int
    share: str
    spent_minor: int
    spent_share: str
    url: str
    segment_url: str


@require_GET
@operator_view(SEE)
def grid(request: OperatorRequest) -> HttpResponse:
    """R by F, coloured by people or by spending, of one M or all; then the groups."""
    scheme = yardsticks.scheme()
    m = _score(request.GET.get("m", ""))
    by = "spent" if request.GET.get("by") == "spent" else "people"
    context: dict[str, Any] = {
        "scheme": scheme,
        "version": version_of(Yardstick.Kind.RFM),
        "by": by,
        "m": m,
        "colours": COLOURED_BY,
        "scores": SCORES,
        "currency": installation().currency,
        "steps": _steps(scheme),
        "may_change": request.scope.may(CHANGE),
    }
    try:
        cells = standing.cells(request.scope, at=timezone.now())
        context["as_of"] = warehouse.as_of()
    except WarehouseAway as refusal:
        return render(request, "console/lifecycle/rfm.html", {**context, "away": said(refusal)})
    shown = [each for each in cells if m is None or each.cell.m == m]
    context |= {
        "rows": _rows(shown, by, m),
        "groups": group_rows(cells),
        "people": sum(each.people for each in cells),
        "empty_scores": _empty_scores(cells),
    }
    return render(request, "console/lifecycle/rfm.html", context)


@require_POST
@operator_view(SEE)
def export(request: OperatorRequest) -> HttpResponseBase:
    """All cells as a file: figures, nobody's name."""
    currency = installation().currency
    cells = standing.cells(request.scope, at=timezone.now())
    rows = [
        [
            each.cell.r,
            each.cell.f,
            each.cell.m,
            str(words.GROUPS[group_of(each.cell)].name),
            each.people,
            each.orders,
            Money(each.spent_minor, currency).plain(),
            currency,
        ]
        for each in sorted(cells, key=lambda each: each.cell, reverse=True)
    ]
    return files.download(request, "rfm", EXPORTED, rows)


@require_POST
@operator_view(CHANGE)
def learning(request: OperatorRequest) -> HttpResponse:
    """Learn the scheme from the shop now, in its present window."""
    services.learn_scheme(
        window_days=yardsticks.scheme().window_days, by=request.user, at=timezone.now()
    )
    messages.success(request, _("The scheme was learnt from your customers."))
    return go(request, "console:rfm")


def group_rows(cells: Sequence[CellFigures]) -> list[GroupRow]:
    """The eight groups, empty ones too."""
    of = {group: [each for each in cells if group_of(each.cell) is group] for group in Group}
    people = [sum(each.people for each in of[group]) for group in Group]
    spent = [sum(each.spent_minor for each in of[group]) for group in Group]
    figures = zip(Group, people, shares(people), spent, shares(spent), strict=True)
    return [
        GroupRow(
            name=words.GROUPS[group].name,
            act=words.GROUPS[group].act,
            people=count,
            share=share,
            spent_minor=minor,
            spent_share=spent_share,
            url=people_url(group=group.value),
            segment_url=segment.of_group(group),
        )
        for group, count, share, minor, spent_share in figures
    ]


def people_url(**asked: object) -> str:
    """The list of the people behind a figure."""
    told = {name: value for name, value in asked.items() if value is not None}
    return f"{reverse('console:standing-people')}?{urlencode(told)}"


def _rows(cells: Sequence[CellFigures], by: str, m: int | None) -> list[tuple[int, list[Square]]]:
    """The grid's rows, the best recency first; each with its squares by rising frequency."""
    found = {
        (r, f): [c for c in cells if (c.cell.r, c.cell.f) == (r, f)] for r in SCORES for f in SCORES
    }
    all_people = sum(each.people for each in cells)
    weights = {
        key: sum(each.people if by == "people" else max(each.spent_minor, 0) for each in inside)
        for key, inside in found.items()
    }
    most = max(weights.values(), default=0)
    return [
        (r, [_square(r, f, found[r, f], all_people, heat(weights[r, f], most), m) for f in SCORES])
        for r in DOWN
    ]


def heat(weight: int, most: int) -> int:
    """0 for nothing, else 1 to 5 by the square root: a few crowded squares hide no other."""
    return max(math.ceil(HEATS * math.sqrt(weight / most)), 1) if weight > 0 and most else 0


def _square(
    r: int, f: int, inside: Sequence[CellFigures], everybody: int, level: int, m: int | None
) -> Square:
    people = sum(each.people for each in inside)
    spent = sum(each.spent_minor for each in inside)
    mean = sum(each.cell.m * each.people for each in inside) / people if people else 0
    return Square(
        r=r,
        f=f,
        people=people,
        share=share(people, everybody),
        spent_minor=spent,
        each_minor=round(spent / people) if people else 0,
        m=f"{mean:.1f}",
        heat=level,
        url=people_url(r=r, f=f, m=m),
    )


def _steps(scheme: Scheme) -> list[tuple[int, str, str, str]]:
    """What each score takes, the best first: days, orders, money."""
    currency = installation().currency
    return [
        (
            score,
            _upto(scheme.recency, score),
            _from(scheme.orders, score, _orders),
            _from(scheme.spent_minor, score, lambda value: Money(value, currency).shown()),
        )
        for score in DOWN
    ]


def _orders(count: int) -> str:
    return npgettext("edge", "%(count)s order", "%(count)s orders", count) % {"count": f"{count:,}"}


def _upto(edges: Sequence[int], score: int) -> str:
    if score == SCORES[0]:
        return _("more than %(days)s") % {"days": words.days(edges[-1])}
    return _("up to %(days)s") % {"days": words.days(edges[BEST - score])}


def _from(edges: Sequence[int], score: int, shown: Any) -> str:
    if score == SCORES[0]:
        return _("less than %(value)s") % {"value": shown(edges[0])}
    return _("from %(value)s on") % {"value": shown(edges[score - 2])}


def _empty_scores(cells: Iterable[CellFigures]) -> bool:
    """Whether a score is nobody's: many people order equally often."""
    return len({each.cell.f for each in cells}) < len(SCORES)


def _score(text: str) -> int | None:
    return int(text) if text in {str(score) for score in SCORES} else None
