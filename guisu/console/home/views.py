"""Today: what needs me, then the figures."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guisu.console.home.work import open_work
from guisu.console.http import OperatorRequest, operator_view


@require_GET
@operator_view(None)
def today(request: OperatorRequest) -> HttpResponse:
    context = {"work": list(open_work(request.scope)), "today": timezone.localdate()}
    return render(request, "console/home/today.html", context)
