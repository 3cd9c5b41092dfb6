"""Retention: of those who first did something in a period, how many came back in the next ones."""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.behaviour.forms import RetentionForm
from guisu.doors.console.behaviour.grid import Square, rows_of, share
from guisu.doors.console.behaviour.page import SEE, chosen, part
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import files
from guisu.doors.console.refusals import said
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.selectors import vocabulary
from guisu.see.insights import selectors as insights
from guisu.see.insights.periods import Period
from guisu.see.insights.retention import Cohort

EXPORTED = (
    gettext_lazy("Cohort"),
    gettext_lazy("People"),
    gettext_lazy("Periods later"),
    gettext_lazy("Came back"),
    gettext_lazy("Not over yet"),
)


@require_GET
@operator_view(SEE)
def retention(request: OperatorRequest) -> HttpResponse:
    """The grid, and over all complete periods how many came back."""
    try:
        form, found = _asked(request, request.GET)
    except WarehouseAway as refusal:
        return part(request, "retention", {"away": said(refusal)})
    rows = rows_of(found, Period(form.asked("period")), _squares)
    overall = _overall(found)
    context = {
        "form": form,
        "rows": rows,
        "overall": overall,
        "people": sum(cohort.people for cohort in found),
        "numbers": range(1, max((len(row.squares) for row in rows), default=0) + 1),
        "finding": _finding(overall, form.asked("period")),
    }
    return part(request, "retention", context)


@require_POST
@operator_view(SEE)
def export(request: OperatorRequest) -> HttpResponseBase:
    """One row a cohort and later period, as CSV or XLSX."""
    _form, found = _asked(request, QueryDict(request.POST.get("filters", "")))
    rows = [row for cohort in found for row in _exported(cohort)]
    return files.download(request, "retention", EXPORTED, rows)


def _exported(cohort: Cohort) -> list[list[object]]:
    """A row for each later period; the present period's cohort, which has none yet, by itself."""
    head: list[object] = [cohort.start, cohort.people]
    if not cohort.kept:
        return [[*head, "", "", 1]]
    return [
        [*head, later, kept.people, int(kept.is_partial or cohort.is_partial)]
        for later, kept in enumerate(cohort.kept, start=1)
    ]


def _asked(request: OperatorRequest, told: QueryDict) -> tuple[RetentionForm, list[Cohort]]:
    form = RetentionForm(told, vocabulary.kinds(request.scope))
    question = form.retention(timezone.localdate())
    if question is None:
        return form, []
    segment = chosen(request.scope, told)
    return form, insights.retention(request.scope, question, at=timezone.now(), segment=segment)


def _squares(cohort: Cohort) -> list[Square]:
    return [
        share(kept.people, cohort, is_partial=kept.is_partial or cohort.is_partial)
        for kept in cohort.kept
    ]


def _overall(found: Sequence[Cohort]) -> list[str]:
    """By periods later: the share of all people whose cohort and period are over."""
    shares = []
    for number in range(max((len(cohort.kept) for cohort in found), default=0)):
        whole = [
            cohort
            for cohort in found
            if len(cohort.kept) > number
            and not cohort.is_partial
            and not cohort.kept[number].is_partial
        ]
        people = sum(cohort.people for cohort in whole)
        kept = sum(cohort.kept[number].people for cohort in whole)
        shares.append(f"{kept / people:.1%}" if people else "–")
    return shares


def _finding(overall: Sequence[str], period: str) -> str:
    if not overall or overall[0] == "–":
        return _("Who comes back")
    words = {
        Period.DAY.value: _("%(share)s come back the day after"),
        Period.WEEK.value: _("%(share)s come back the week after"),
        Period.MONTH.value: _("%(share)s come back the month after"),
    }
    return words[period] % {"share": overall[0]}
