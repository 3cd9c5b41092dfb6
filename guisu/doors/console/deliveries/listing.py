"""The list of deliveries: who was to get what, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from guisu.act.outreach import wording
from guisu.act.outreach.models import Delivery
from guisu.act.outreach.selectors import deliveries as reading
from guisu.act.outreach.selectors.deliveries import BY_STANDING, NEWEST, TROUBLED
from guisu.doors.console.customers.people import called
from guisu.doors.console.deliveries.forms import FilterForm
from guisu.doors.console.deliveries.naming import Named, named
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import link, moment, quiet, under, word
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.ground.channels.reach import Channel
from guisu.ground.database import paging
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers.contacts import contacts

SEND = Permission.SEND_MESSAGES
State = Delivery.State
MARKS = {State.DONE: "good", State.UNKNOWN: "warn", State.FAILED: "bad"}


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery, who gets it (with the number of a person), and what it is for."""

    one: Delivery
    whom: str | Promise
    person: int
    cause: Named


def _whom(line: Line) -> object:
    return link(line.whom, "customer", line.person) if line.person else line.whom


def _state(line: Line) -> object:
    one = line.one
    said = word(wording.state_of(one.state, one.step), MARKS.get(State(one.state), ""))
    if not (one.code or one.provider_code):
        return said
    return under([said, quiet(wording.reason_of(one.code, one.provider_code))])


DELIVERIES = List[Line](
    name="deliveries",
    heading=gettext_lazy("Deliveries"),
    about=gettext_lazy("Each copy that somebody was to get, and what became of it."),
    template="console/deliveries/list.html",
    empty=Empty(
        gettext_lazy("What goes out will be listed here"),
        gettext_lazy(
            "Each copy of a message with its receiver: gone out, refused, left out and why, "
            "or not known whether it arrived."
        ),
        "send",
    ),
    none=Empty(
        gettext_lazy("No delivery fits all of this"),
        gettext_lazy("Take a filter away."),
        "filter",
        Act(gettext_lazy("Show all deliveries"), "deliveries"),
    ),
    columns=(
        lead("whom", gettext_lazy("To"), _whom),
        Column("state", gettext_lazy("State"), _state),
        Column(
            "cause",
            gettext_lazy("Cause"),
            lambda line: link(line.cause.text, "cause", line.one.cause_id),
        ),
        Column("channel", gettext_lazy("Channel"), lambda line: Channel(line.one.channel).label),
        Column("due", gettext_lazy("Not before"), lambda line: moment(line.one.due_at)),
    ),
)


@require_GET
@operator_view(SEND)
def listed(request: OperatorRequest) -> HttpResponse:
    """The latest first; those of one cause by how they stand."""
    form = FilterForm(request.GET, scope=request.scope)
    wanted = form.wanted()
    found = reading.wanted_deliveries(request.scope, wanted)
    order = BY_STANDING if wanted.cause else NEWEST
    page = paging.page(found, order=order, after=request.GET.get("after", ""), size=lists.PAGE_SIZE)
    counts = reading.in_trouble(request.scope)
    return lists.show(
        request,
        DELIVERIES,
        lines(request.scope, page.rows),
        page=page,
        form=form,
        which="deliveries",
        tabs=tabs(),
        troubles=[
            (wording.state_of(state), counts[state], f"?state={state}")
            for state in TROUBLED
            if counts[state]
        ],
    )


def tabs() -> list[tuple[str, str, str, None]]:
    """The two lists: of copies, and of what they are for."""
    words = {"deliveries": _("Deliveries"), "causes": _("Causes")}
    return [(name, words[name], reverse(f"console:{name}"), None) for name in words]


def lines(scope: Scope, rows: Iterable[Delivery]) -> list[Line]:
    """With names as far as `scope` may see them, in a bounded number of queries."""
    found = list(rows)
    roots = {
        one.customer.merged_into_id or one.customer.pk for one in found if one.customer is not None
    }
    known = contacts(roots)
    words = named(scope, {one.cause_id: one.cause for one in found}.values())
    told = []
    for one in found:
        whom: str | Promise = str(one.colleague or one.group or _("Everybody"))
        person = 0
        if one.customer is not None:
            root = one.customer.merged_into or one.customer
            whom, person = called(scope, root, known[root.pk].identities), root.pk
        told.append(Line(one, whom, person, words[one.cause_id]))
    return told
