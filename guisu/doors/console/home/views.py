"""Today: what needs me, then the figures."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guisu.doors.console.home import figures as figures_of
from guisu.doors.console.home.work import open_work
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.refusals import said
from guisu.ground.staff.domain import Permission
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.domain import WarehouseAway


@require_GET
@operator_view(None)
def today(request: OperatorRequest) -> HttpResponse:
    context = {
        "work": list(open_work(request.scope)),
        "today": timezone.localdate(),
        "sees_figures": request.scope.may(Permission.SEE_FIGURES),
    }
    return render(request, "console/home/today.html", context)


@require_GET
@operator_view(Permission.SEE_FIGURES)
def figures(request: OperatorRequest) -> HttpResponse:
    """The figures; asked for by the page once it stands, so that they never hold it up."""
    name = "console/home/_figures.html" if request.htmx else "console/home/figures.html"
    try:
        found = warehouse.home_figures(request.scope, at=timezone.now(), days=figures_of.ASKED)
    except WarehouseAway as refusal:
        return render(request, name, {"away": said(refusal)})
    context = {
        "cards": figures_of.cards(found),
        "charts": figures_of.trends(found),
        "as_of": found.as_of,
    }
    return render(request, name, context)
