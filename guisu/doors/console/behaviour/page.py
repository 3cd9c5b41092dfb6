"""The page that holds the three, of everybody or of one segment."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.segments.models import Segment
from guisu.know.segments.selectors import segments

SEE = Permission.SEE_FIGURES


@require_GET
@operator_view(SEE)
def behaviour(request: OperatorRequest) -> HttpResponse:
    """Whom it is about; funnel, retention and cohorts follow once the page stands."""
    context: dict[str, Any] = {
        "segment": chosen(request.scope, request.GET),
        "offered": segments.segments(request.scope).order_by("name"),
    }
    return render(request, "console/behaviour/page.html", context)


def chosen(scope: Scope, asked: QueryDict) -> Segment | None:
    """The segment that the address names; None: everybody. Raises `NotFound`."""
    number = asked.get("segment", "")
    if not number:
        return None
    return segments.segment(scope, row_id(number))


def part(request: OperatorRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """One of the three: alone for htmx, a page of its own for browsers that run no scripts."""
    inner = f"console/behaviour/_{name}.html"
    template = inner if request.htmx else "console/behaviour/part.html"
    around = {
        "inner": inner,
        "segment": chosen(request.scope, request.GET),
        "filters": request.GET.urlencode(),
        "sees_people": request.scope.may(Permission.SEE_CUSTOMERS),
    }
    return render(request, template, around | context)
