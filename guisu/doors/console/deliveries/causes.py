"""Causes: all of them, one with its counts by reason, and stopping it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from guisu.act.outreach import wording
from guisu.act.outreach.models import Cause, Delivery
from guisu.act.outreach.selectors import deliveries as reading
from guisu.act.outreach.selectors.deliveries import BY_STANDING, Wanted
from guisu.act.outreach.services import causes as services
from guisu.doors.console.deliveries.listing import DELIVERIES, MARKS, SEND, lines, tabs
from guisu.doors.console.deliveries.naming import Named, named
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import digits, link, moment, word
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.columns import named as columns_named
from guisu.doors.console.kit.lists import Empty, List
from guisu.ground.channels.reach import Channel
from guisu.ground.database import paging

State = Delivery.State
OF_CAUSE = ("whom", "state", "due")


@dataclass(frozen=True, slots=True)
class Line:
    """A cause, what it is called, and how many of its copies stand how."""

    cause: Cause
    called: Named
    counts: dict[str, int]


def _count(state: Delivery.State) -> Column[Line]:
    return number(
        state.value, wording.STATES[state], lambda line: digits(line.counts.get(state.value))
    )


CAUSES = List[Line](
    name="causes",
    heading=gettext_lazy("Deliveries"),
    about=gettext_lazy("What copies are for, and how many stand how. Each can be stopped."),
    order=("-pk",),
    template="console/deliveries/list.html",
    empty=Empty(
        gettext_lazy("Nothing has been said to anybody yet"),
        gettext_lazy("Every message, notice and post that goes out stands here with its counts."),
        "send",
    ),
    columns=(
        lead(
            "cause",
            gettext_lazy("Cause"),
            lambda line: link(line.called.text, "cause", line.cause.pk),
        ),
        Column("channel", gettext_lazy("Channel"), lambda line: Channel(line.cause.channel).label),
        Column("purpose", gettext_lazy("Purpose"), lambda line: line.cause.get_purpose_display()),
        *(_count(each) for each in State),
        Column(
            "stopped",
            gettext_lazy("Stopped"),
            lambda line: moment(line.cause.stopped_at),
        ),
    ),
)


@require_GET
@operator_view(SEND)
def listed(request: OperatorRequest) -> HttpResponse:
    """The latest first, with the counts of each."""
    page = lists.page(request, CAUSES, reading.causes(request.scope))
    standings = reading.standings(request.scope, page.rows)
    words = named(request.scope, page.rows)
    rows = [
        Line(each, words[each.pk], dict(reading.by_state(standings[each.pk]))) for each in page.rows
    ]
    return lists.show(request, CAUSES, rows, page=page, which="causes", tabs=tabs())


@require_GET
@operator_view(SEND)
def cause(request: OperatorRequest, pk: int) -> HttpResponse:
    """How many stand how and why, and the copies of one standing or of all."""
    shown = reading.cause(request.scope, pk)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    wanted = Wanted(state=state if state in set(State) else "", code=code, cause=shown.pk)
    page = paging.page(
        reading.wanted_deliveries(request.scope, wanted),
        order=BY_STANDING,
        after=request.GET.get("after", ""),
        size=lists.PAGE_SIZE,
    )
    standings = reading.standings(request.scope, [shown])[shown.pk]
    context = {
        "cause": shown,
        "called": named(request.scope, [shown])[shown.pk],
        "channel": Channel(shown.channel).label,
        "standings": [
            (
                word(wording.state_of(each.state, each.step), MARKS.get(State(each.state), "")),
                wording.reason_of(each.code) if each.code else "",
                each,
            )
            for each in standings
        ],
        "waiting": reading.by_state(standings)[State.WAITING],
        "may_stop": shown.stopped_at is None and request.scope.stores is None,
        "wanted": wanted,
        "page": page,
        "table": lists.plain(
            columns_named(DELIVERIES.columns, OF_CAUSE), lines(request.scope, page.rows)
        ),
        "filters": lists.filters(request),
    }
    return render(request, "console/deliveries/cause.html", context)


@require_POST
@operator_view(SEND)
def stop(request: OperatorRequest, pk: int) -> HttpResponse:
    """Have nothing more of it said. Raises `NotYoursToStop`."""
    shown = reading.cause(request.scope, pk)
    services.stop_in(request.scope, shown, by=request.user, at=timezone.now())
    messages.success(request, _("Stopped: nothing more of it is said."))
    return go(request, "console:cause", pk)
