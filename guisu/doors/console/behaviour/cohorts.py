"""Cohorts of buyers: who began together, how many ordered again, and what they brought."""

from collections.abc import Callable, Sequence
from itertools import accumulate

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.behaviour.forms import CohortsForm
from guisu.doors.console.behaviour.grid import Square, rows_of, share
from guisu.doors.console.behaviour.page import SEE, chosen, part
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import files
from guisu.doors.console.refusals import said
from guisu.doors.console.wording import short_money
from guisu.ground.kernel.money import Money
from guisu.ground.staff.selectors import installation
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.see.insights import selectors as insights
from guisu.see.insights.cohorts import BuyersCohort
from guisu.see.insights.periods import Period

EXPORTED = (
    gettext_lazy("Cohort"),
    gettext_lazy("People"),
    gettext_lazy("Periods later"),
    gettext_lazy("Ordered in it"),
    gettext_lazy("Orders"),
    gettext_lazy("Have ordered again"),
    gettext_lazy("Revenue"),
    gettext_lazy("Currency"),
    gettext_lazy("Not over yet"),
)


@require_GET
@operator_view(SEE)
def cohorts(request: OperatorRequest) -> HttpResponse:
    """One row a cohort, one square a period, the one it began in first."""
    form = CohortsForm(request.GET)
    try:
        found = _asked(request, request.GET, form)
    except WarehouseAway as refusal:
        return part(request, "cohorts", {"away": said(refusal)})
    rows = rows_of(found, Period(form.asked("period")), _WAYS[form.asked("shown")])
    context = {
        "form": form,
        "rows": rows,
        "people": sum(cohort.people for cohort in found),
        "numbers": range(max((len(row.squares) for row in rows), default=0)),
    }
    return part(request, "cohorts", context)


@require_POST
@operator_view(SEE)
def export(request: OperatorRequest) -> HttpResponseBase:
    """One row a cohort and period, as CSV or XLSX."""
    told = QueryDict(request.POST.get("filters", ""))
    currency = installation().currency
    rows = [
        [
            cohort.start,
            cohort.people,
            later,
            each.buyers,
            each.orders,
            each.repeaters,
            Money(each.revenue_minor, currency).plain(),
            currency,
            int(each.is_partial),
        ]
        for cohort in _asked(request, told, CohortsForm(told))
        for later, each in enumerate(cohort.periods)
    ]
    return files.download(request, "cohorts", EXPORTED, rows)


def _asked(request: OperatorRequest, told: QueryDict, form: CohortsForm) -> list[BuyersCohort]:
    segment = chosen(request.scope, told)
    question = form.cohorts(timezone.localdate())
    return insights.cohorts(request.scope, question, at=timezone.now(), segment=segment)


def _repeaters(cohort: BuyersCohort) -> list[Square]:
    return [share(each.repeaters, cohort, is_partial=each.is_partial) for each in cohort.periods]


def _buyers(cohort: BuyersCohort) -> list[Square]:
    return [share(each.buyers, cohort, is_partial=each.is_partial) for each in cohort.periods]


def _revenue(cohort: BuyersCohort) -> list[Square]:
    """Summed up to the end of each period, for each person of the cohort."""
    currency = installation().currency
    sums = accumulate(each.revenue_minor for each in cohort.periods)
    squares = []
    for minor, each in zip(sums, cohort.periods, strict=True):
        mean = minor / cohort.people if cohort.people else 0
        shown = short_money(round(mean), currency) if cohort.people else ""
        exact = Money(minor, currency).shown()
        squares.append(Square(mean, shown, exact, each.is_partial))
    return squares


_WAYS: dict[str, Callable[[BuyersCohort], Sequence[Square]]] = {
    "repeaters": _repeaters,
    "buyers": _buyers,
    "revenue": _revenue,
}
