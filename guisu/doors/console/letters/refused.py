"""Messages that shops sent and that could not be understood."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import moment, part
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.kit.lists import Empty, List
from guisu.doors.console.letters.tabs import HEADING, tabs
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff import selectors as staff
from guisu.ground.staff.domain import Permission
from guisu.take_in.intake import selectors as intake
from guisu.take_in.intake.models import RefusedMessage
from guisu.take_in.intake.services import looking

REFUSED = List[tuple[RefusedMessage, str]](
    name="refused-messages",
    heading=HEADING,
    about=gettext_lazy(
        "Messages that could not be understood. "
        "Whoever sent them has to mend them and send them again."
    ),
    id_of=lambda row: f"message-{row[0].pk}",
    template="console/letters/refused.html",
    empty=Empty(
        gettext_lazy("No message was refused"),
        gettext_lazy(
            "What a shop sends and Guisu cannot understand stands here, with the reason. "
            "Nothing to do now."
        ),
        "circle-check",
    ),
    columns=(
        lead("why", gettext_lazy("Why"), lambda row: row[0].reason),
        Column("sender", gettext_lazy("Sent with"), lambda row: row[1]),
        Column(
            "came", gettext_lazy("Came"), lambda row: moment(row[0].received_at), style="nowrap"
        ),
        Column(
            "body",
            gettext_lazy("As sent"),
            lambda row: part("console/letters/_body.html", message=row[0]),
            style="block",
        ),
    ),
)


@require_GET
@operator_view(Permission.MANAGE_LETTERS)
def refused_messages(request: OperatorRequest) -> HttpResponse:
    page = lists.page(request, REFUSED, intake.refused_messages())
    names = dict(staff.access_keys().values_list("pk", "name"))
    around = tabs("refused-messages")
    return lists.show(
        request,
        REFUSED,
        [(row, names.get(row.key_id, row.source)) for row in page.rows],
        page=page,
        total=around["counts"]["refused-messages"],
        newest=page.rows[0].pk if page.rows else 0,
        **around,
    )


@require_POST
@operator_view(Permission.MANAGE_LETTERS)
def trial(request: OperatorRequest) -> HttpResponse:
    """Try what was seen again: after an update, Guisu may understand it."""
    count = looking.try_refused(up_to=_seen(request), by=request.user, at=timezone.now())
    text = ngettext(
        "%(count)d message could be used now.", "%(count)d messages could be used now.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("console:refused-messages")


@require_POST
@operator_view(Permission.MANAGE_LETTERS)
def dismissal(request: OperatorRequest) -> HttpResponse:
    """Take what was seen off the list; what came since stays."""
    count = looking.dismiss_refused(up_to=_seen(request), by=request.user, at=timezone.now())
    text = ngettext(
        "%(count)d message is off the list.", "%(count)d messages are off the list.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("console:refused-messages")


def _seen(request: OperatorRequest) -> int:
    """The newest message on the page that was read."""
    return row_id(request.POST.get("up-to", ""))
