"""The one search: pages by name and customers by any identity."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guisu.doors.console import navigation
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.ground.kernel.text import search_key
from guisu.ground.staff.domain import Permission
from guisu.know.customers import selectors as customers
from guisu.know.customers.models import Customer

MOST = 8


@require_GET
@operator_view(None)
def search(request: OperatorRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    context = {
        "query": query,
        "pages": _pages(request, query),
        "customers": _customers(request, query),
    }
    name = "console/search/_found.html" if request.htmx else "console/search/page.html"
    return render(request, name, context)


def _customers(request: OperatorRequest, query: str) -> list[Customer]:
    may = request.scope.may(Permission.SEE_CUSTOMERS)
    return list(customers.search(request.scope, query)[:MOST]) if query and may else []


def _pages(request: OperatorRequest, query: str) -> list[navigation.Place]:
    key = search_key(query)
    if not key:
        return []
    return [
        place for place in navigation.places(request.scope) if key in search_key(str(place.label))
    ]
