"""Handovers: all of them, starting one, how one goes, stopping it, its results as a file."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.act.handovers import selectors, services
from guisu.act.handovers.models import Handover, Item
from guisu.doors.console import wording
from guisu.doors.console.forms import told_by
from guisu.doors.console.handovers.forms import GiverForm, HandoverForm
from guisu.doors.console.http import OperatorRequest, found, go, operator_view
from guisu.doors.console.kit import editing, files, lists
from guisu.doors.console.kit.cells import digits, link, moment, part
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.ground.channels.models import Colleague
from guisu.ground.channels.selectors import first_connection
from guisu.ground.database.paging import page
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.services import audit

HAND_OVER = Permission.HAND_OVER
SHOWN = 200
EXPORTED = (
    gettext_lazy("Customer number"),
    gettext_lazy("Customer or group"),
    gettext_lazy("From whom"),
    gettext_lazy("To whom"),
    gettext_lazy("State"),
    gettext_lazy("WeCom's code"),
    gettext_lazy("Ended"),
)


HANDOVERS = List[Any](  # handovers with their counts
    name="handovers",
    heading=gettext_lazy("Handovers"),
    about=gettext_lazy(
        "Customers and groups given from one colleague to another. "
        "A customer may say no within 24 hours."
    ),
    order=("-started_at", "-id"),
    empty=Empty(
        gettext_lazy("Handovers will be listed here"),
        gettext_lazy(
            "When a colleague leaves or changes posts, their customers and groups go to somebody "
            "else; each with what became of it."
        ),
        "users",
    ),
    columns=(
        lead(
            "started",
            gettext_lazy("Started"),
            lambda one: link(moment(one.started_at), "handover", one.pk),
        ),
        Column("giver", gettext_lazy("From whom"), lambda one: one.giver),
        Column("taker", gettext_lazy("To whom"), lambda one: one.taker),
        Column(
            "what",
            gettext_lazy("What"),
            lambda one: f"{one.get_what_display()} {digits(one.all_count)}",
        ),
        number("done", gettext_lazy("Taken over"), lambda one: digits(one.done_count)),
        Column(
            "state",
            gettext_lazy("State"),
            lambda one: part("console/handovers/_state.html", one=one),
        ),
    ),
)
NEW = Act(gettext_lazy("New handover"), "new-handover", "plus", is_primary=True)


@require_GET
@operator_view(HAND_OVER)
def handovers(request: OperatorRequest) -> HttpResponse:
    """The latest first, with how far each is."""
    shown = lists.page(request, HANDOVERS, selectors.handovers(request.scope))
    acts = [NEW] if selectors.givers(request.scope).exists() else []
    return lists.show(request, HANDOVERS, shown.rows, page=shown, acts=acts)


@require_http_methods(["GET", "POST"])
@operator_view(HAND_OVER)
def new_handover(request: OperatorRequest) -> HttpResponse:
    """Choose from whom; then to whom, what, and the words. Raises `NotConnected`."""
    first_connection()
    asked = GiverForm(request.GET or None, scope=request.scope)
    if not (asked.is_bound and asked.is_valid()):
        unasked = {"giver_form": GiverForm(scope=request.scope)}
        return render(request, "console/handovers/new.html", unasked)
    giver: Colleague = asked.cleaned_data["giver"]
    form = HandoverForm(request.POST or None, scope=request.scope, giver=giver)
    if form.is_bound and form.is_valid():
        with told_by(form):
            made = services.start(form.asked(request), by=request.user, at=timezone.now())
            messages.success(request, _("WeCom is being asked. This page shows how it goes."))
            return go(request, "console:handover", made.pk)
    ties, groups = selectors.ties(giver), selectors.groups(giver)
    context = {
        "giver": giver,
        "form": form,
        "ties": ties[:SHOWN],
        "ties_count": ties.count(),
        "groups": groups[:SHOWN],
        "groups_count": groups.count(),
        "shown": SHOWN,
    }
    status = editing.status(request, form)
    return render(request, "console/handovers/new.html", context, status=status)


@require_GET
@operator_view(HAND_OVER)
def handover(request: OperatorRequest, pk: int) -> HttpResponse:
    """How many stand where, and each customer or group of one handover."""
    one: Handover = found(selectors.handovers(request.scope), pk, what=gettext_noop("handover"))
    state = request.GET.get("state", "")
    rows = selectors.items(one).filter(state=state) if state else selectors.items(one)
    context = {
        "one": one,
        "counts": selectors.counts(one),
        "state": state,
        "page": page(rows, order=("id",), after=request.GET.get("after", ""), size=lists.PAGE_SIZE),
        "filters": lists.filters(request),
        "troubled": selectors.troubled(one),
    }
    return render(request, "console/handovers/handover.html", context)


@require_POST
@operator_view(HAND_OVER)
def stop(request: OperatorRequest, pk: int) -> HttpResponse:
    """Ask for no more."""
    one = found(selectors.handovers(request.scope), pk, what=gettext_noop("handover"))
    count = services.stop(one, by=request.user, at=timezone.now())
    messages.success(request, _("Stopped: %(count)s were not asked for.") % {"count": count})
    return go(request, "console:handover", pk)


@require_POST
@operator_view(Permission.EXPORT_CUSTOMERS)
def export(request: OperatorRequest, pk: int) -> HttpResponseBase:
    """What became of each, as a file."""
    request.scope.require(HAND_OVER)
    one = found(selectors.handovers(request.scope), pk, what=gettext_noop("handover"))
    audit("handover.exported", subject=f"handover:{pk}", by=request.user, at=timezone.now())
    return files.download(request, f"handover-{pk}", EXPORTED, _lines(one))


def _lines(one: Handover) -> Iterator[list[object]]:
    items = selectors.items(one)
    for item in items.iterator(chunk_size=1_000):
        ended = wording.exact(item.ended_at) if item.ended_at else ""
        state = item.get_state_display()
        named = [item.customer_id or "", called(item), str(one.giver), str(one.taker)]
        yield [*named, state, item.code or "", ended]


def called(item: Item) -> str:
    """The group, or the person as their profile has them."""
    if item.group is not None:
        return str(item.group)
    customer = item.customer and (item.customer.merged_into or item.customer)
    return customer.name if customer else ""
