"""Whom one person began with, for their page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guisu.doors.console.behaviour.page import SEE
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.refusals import said
from guisu.ground.staff.selectors import installation
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.customers import selectors as customers
from guisu.see.insights import selectors as insights


@require_GET
@operator_view(SEE)
def cohort(request: OperatorRequest, pk: int) -> HttpResponse:
    """The month of their first order: who began in it, and what came of them."""
    customer = customers.person(request.scope, pk)
    context: dict[str, Any] = {"currency": installation().currency}
    try:
        found = insights.cohort_of(request.scope, customer.pk, at=timezone.now())
    except WarehouseAway as refusal:
        return render(request, "console/behaviour/_person.html", {"away": said(refusal)})
    if found:
        revenue = sum(each.revenue_minor for each in found.periods)
        context |= {
            "cohort": found,
            "again": f"{found.periods[-1].repeaters / found.people:.0%}",
            "each_minor": round(revenue / found.people),
        }
    return render(request, "console/behaviour/_person.html", context)
