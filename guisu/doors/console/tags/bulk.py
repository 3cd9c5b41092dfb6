"""A tag for many people: those who were ticked, or all whom the customers list finds."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guisu.doors.console.customers.forms import FilterForm
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.choices import AllOf, These, chosen
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
    """First the form, with how many it is about; then those ticked at once, all by a worker.

    A link to it is about all that the list's filters find. Raises `NobodyLeft`.
    """
    form = BulkForm(request.POST if SURE in request.POST else None)
    choice = chosen(request.POST) if request.method == "POST" else AllOf(lists.filters(request))
    context: dict[str, Any]
    if isinstance(choice, These):
        about = choice.among(customers.people(request.scope).filter(erased_at=None))
        act, context = partial(_at_once, request, form, about), {"ticked": about}
    else:
        act, context = partial(_queued, request, form, choice), _counted(request, choice)
    if form.is_valid():
        batch_id = act()
        if batch_id:
            return go(request, "console:tag-batch", batch_id)
        return go(request, "console:tag", form.cleaned_data["tag"].pk)
    context |= {
        "form": form,
        "offered": offered(),
        "sure": SURE,
        "back": f"{reverse('console:customers')}?{context.get('filters', '')}",
    }
    status = editing.status(request, form)
    return render(request, "console/tags/bulk.html", context, status=status)


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


def _queued(request: OperatorRequest, form: BulkForm, choice: AllOf) -> int:
    told, now = form.cleaned_data, timezone.now()
    asked = _asked(request, choice)
    selection = people.choice(asked.wanted(now=now), asked.order, by=request.user)
    batch = services.queue(
        told["tag"], told["act"], selection, why=told["why"], by=request.user, at=now
    )
    return batch.pk


def _counted(request: OperatorRequest, choice: AllOf) -> dict[str, Any]:
    asked = _asked(request, choice)
    found = people.find(request.scope, asked.wanted(now=timezone.now()), asked.order)
    counted = people.counted(found)
    return {"count": counted.count, "is_more": counted.is_more, "filters": choice.filters}


def _asked(request: OperatorRequest, choice: AllOf) -> FilterForm:
    """Raises `UnreadableFilter`."""
    form = FilterForm(choice.asked, scope=request.scope, currency=installation().currency)
    form.require_sound()
    return form
