"""A tag for many people: those who were ticked, or all whom the customers list finds."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guisu.doors.console.customers.forms import FilterForm
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.tags.forms import BulkForm, offered
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.selectors import installation
from guisu.know.commerce import people
from guisu.know.customers import selectors as customers
from guisu.know.customers.models import TagBatch
from guisu.know.customers.services import tags as services

SURE = "sure"


@require_http_methods(["GET", "POST"])
@operator_view(Permission.EDIT_CUSTOMERS)
def tagging(request: OperatorRequest) -> HttpResponse:
    """First the form, with how many it is about; then those ticked at once, all by a worker."""
    is_sure = SURE in request.POST
    form = BulkForm(request.POST if is_sure else None)
    ticked = _ticked(request)
    filters = request.POST.get("filters", "") if is_sure else lists.filters(request)
    if form.is_valid():
        batch_id = _at_once(request, form, ticked) if ticked else _queued(request, form, filters)
        if batch_id:
            return go(request, "console:tag-batch", batch_id)
        return go(request, "console:tag", form.cleaned_data["tag"].pk)
    context = {
        "form": form,
        "ticked": ticked,
        "filters": filters,
        "offered": offered(),
        "sure": SURE,
        "back": f"{reverse('console:customers')}?{filters}",
        **({} if ticked else _counted(request, filters)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/tags/bulk.html", context, status=status)


def _ticked(request: OperatorRequest) -> list[int]:
    living = customers.people(request.scope).filter(erased_at=None, pk__in=lists.ticked(request))
    return list(living.order_by("pk").values_list("pk", flat=True))


def _at_once(request: OperatorRequest, form: BulkForm, ticked: list[int]) -> int:
    told = form.cleaned_data
    does = services.give if told["act"] == TagBatch.Act.GIVE else services.take
    outcome = does(
        told["tag"],
        ticked,
        source=f"staff:{request.user.pk}",
        why=told["why"],
        by=request.user,
        at=timezone.now(),
    )
    return outcome.batch_id


def _queued(request: OperatorRequest, form: BulkForm, filters: str) -> int:
    told, now = form.cleaned_data, timezone.now()
    asked = _asked(request, filters)
    choice = people.choice(asked.wanted(now=now), asked.order, by=request.user)
    batch = services.queue(
        told["tag"], told["act"], choice, why=told["why"], by=request.user, at=now
    )
    return batch.pk


def _counted(request: OperatorRequest, filters: str) -> dict[str, Any]:
    asked = _asked(request, filters)
    found = people.find(request.scope, asked.wanted(now=timezone.now()), asked.order)
    counted = people.counted(found)
    return {"count": counted.count, "is_more": counted.is_more}


def _asked(request: OperatorRequest, filters: str) -> FilterForm:
    return FilterForm(QueryDict(filters), scope=request.scope, currency=installation().currency)
