"""Customer value: the page, its figures, the fit, the export, and one person's part."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.customers.people import person_rows
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import files
from guisu.doors.console.refusals import said, said_later
from guisu.doors.console.value import figures as figures_of
from guisu.doors.console.value.forms import AheadForm
from guisu.ground.kernel.money import Money
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.customers import selectors as customers
from guisu.know.segments.models import Valuation
from guisu.know.segments.selectors import value as values
from guisu.know.segments.selectors.value import Ahead, Scores
from guisu.know.segments.services import valuing

SEE = Permission.SEE_FIGURES
SHOWN = 20
EXPORTED = (
    gettext_lazy("Customer number"),
    gettext_lazy("Still a customer"),
    gettext_lazy("Expected order days"),
    gettext_lazy("A day brings"),
    gettext_lazy("Expected value"),
    gettext_lazy("Currency"),
    gettext_lazy("Days since the last order"),
)


@dataclass(frozen=True, slots=True)
class TopRow:
    """One line of the list of the most valuable."""

    rank: int
    pk: int
    called: str
    alive: str
    orders: float
    a_day_minor: int
    value_minor: int
    silent_days: int


@require_GET
@operator_view(SEE)
def value(request: OperatorRequest) -> HttpResponse:
    """The page; its figures are asked for once it stands."""
    return render(request, "console/value/page.html", _around(request))


@require_GET
@operator_view(SEE)
def figures(request: OperatorRequest) -> HttpResponse:
    """What the fit in force says; a page of its own without htmx."""
    name = "console/value/_figures.html" if request.htmx else "console/value/page.html"
    context = _around(request) | {"is_shown": True}
    valuation = values.in_force()
    if valuation is not None:
        form = AheadForm(request.GET)
        try:
            found = values.scores(request.scope, valuation, form.ahead(), at=timezone.now())
        except WarehouseAway as refusal:
            return render(request, name, context | {"away": said(refusal)})
        context |= _figures(request, valuation, found, form)
    return render(request, name, context)


@require_POST
@operator_view(SEE)
def fit(request: OperatorRequest) -> HttpResponse:
    """Have the models fitted anew."""
    valuing.ask(request.scope, by=request.user, at=timezone.now())
    return go(request, "console:value")


@require_GET
@operator_view(SEE)
def progress(request: OperatorRequest) -> HttpResponse:
    """How far the fit is, asked for every second; at the end the whole page is loaded."""
    under_way = values.under_way()
    if under_way is None:
        return go(request, "console:value")
    return render(request, "console/value/_progress.html", {"under_way": under_way})


@require_POST
@operator_view(Permission.EXPORT_CUSTOMERS)
def export(request: OperatorRequest) -> HttpResponseBase:
    """Everybody's expected value, as CSV or XLSX. Audited."""
    request.scope.require(SEE)
    filters = request.POST.get("filters", "")
    valuation = values.in_force()
    ahead = AheadForm(QueryDict(filters)).ahead()
    at = timezone.now()
    rows: Iterator[list[object]] = iter(())
    if valuation is not None:
        rows = _exported(values.scores(request.scope, valuation, ahead, at=at))
    audit("value.exported", subject="value", by=request.user, at=at, after={"filters": filters})
    return files.download(request, _("customer value"), EXPORTED, rows)


@require_GET
@operator_view(SEE)
def person(request: OperatorRequest, pk: int) -> HttpResponse:
    """One person's part of it, for their page."""
    customer = customers.person(request.scope, pk)
    valuation, ahead = values.in_force(), Ahead()
    score = None
    if valuation is not None:
        score = values.score_of(request.scope, customer, valuation, ahead, at=timezone.now())
    context = {
        "score": score,
        "valuation": valuation,
        "currency": installation().currency,
        "alive": _alive(score.alive, score.days - 1) if score else "",
        "value_minor": round(score.value_minor) if score else 0,
        "a_day_minor": round(score.a_day_minor) if score else 0,
    }
    return render(request, "console/value/_person.html", context)


def _around(request: OperatorRequest) -> dict[str, Any]:
    latest = values.latest()
    return {
        "form": AheadForm(request.GET),
        "query": request.GET.urlencode(),
        "valuation": values.in_force(),
        "under_way": values.under_way(),
        "latest": latest,
        "missing": _missing(latest),
        "may_fit": request.scope.stores is None,
    }


def _missing(latest: Valuation | None) -> str:
    """What the latest fit lacked, in the reader's words."""
    if latest is None or latest.state != Valuation.State.SHORT:
        return ""
    return said_later(latest.refusal)


def _figures(
    request: OperatorRequest, valuation: Valuation, found: Scores, form: AheadForm
) -> dict[str, Any]:
    model, currency = values.model_of(valuation), installation().currency
    calibration = values.calibration_of(valuation)
    page = max(row_id(request.GET.get("page", "")), 1)
    first = (page - 1) * SHOWN
    sees_people = request.scope.may(Permission.SEE_CUSTOMERS)
    context: dict[str, Any] = {
        "found": found,
        "currency": currency,
        "cards": figures_of.cards(
            found, model, form.ahead(), currency=currency, period=form.days_words()
        ),
        "tenths": figures_of.tenths(found, currency) if len(found) else None,
        "rows": _top(request.scope, found, first) if sees_people else [],
        "page_number": page,
        "has_more": first + SHOWN < len(found),
        "filters": f"days={form.ahead().days}&yearly={round(form.ahead().yearly * 100)}",
        "model": model,
        "is_linked": abs(valuation.parameters["dependence"]) > figures_of.LINKED,
    }
    if calibration is not None:
        mark, sentence = figures_of.verdict(calibration)
        context |= {
            "calibration": calibration,
            "mark": mark,
            "verdict": sentence,
            "charts": figures_of.foretold(calibration),
        }
    return context


def _top(scope: Scope, found: Scores, first: int) -> list[TopRow]:
    """One page of people, those who may not be seen any more left out."""
    ids = found.customer_ids[first : first + SHOWN].tolist()
    people = customers.people(scope).filter(pk__in=ids).select_related("store")
    called = {row.customer.pk: row.called for row in person_rows(scope, people)}
    return [
        TopRow(
            rank=place + 1,
            pk=pk,
            called=called[pk],
            alive=_alive(float(found.alive[place]), int(found.repeats[place])),
            orders=round(float(found.orders[place]), 1),
            a_day_minor=round(float(found.a_day[place])),
            value_minor=round(float(found.value[place])),
            silent_days=int(found.silent_days[place]),
        )
        for place, pk in enumerate(ids, start=first)
        if pk in called
    ]


def _alive(probability: float, repeats: int) -> str:
    """Nothing can be told of who ordered on one day only."""
    return f"{probability:.0%}" if repeats else "–"


def _exported(found: Scores) -> Iterator[list[object]]:
    currency = installation().currency
    for n in range(len(found)):
        yield [
            int(found.customer_ids[n]),
            round(float(found.alive[n]), 4) if found.repeats[n] else None,
            round(float(found.orders[n]), 3),
            Money(round(float(found.a_day[n])), currency).plain(),
            Money(round(float(found.value[n])), currency).plain(),
            currency,
            int(found.silent_days[n]),
        ]
