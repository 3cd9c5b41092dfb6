"""The list of messages, and how far each is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guisu.act.messaging.models import Broadcast
from guisu.act.messaging.selectors import broadcasts as reading
from guisu.act.messaging.selectors.broadcasts import Progress
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import digits, link, part
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.ground.channels import selectors as channels
from guisu.ground.staff.domain import Permission


@dataclass(frozen=True, slots=True)
class Line:
    """A message and how far it is."""

    message: Broadcast
    progress: Progress


def _called(line: Line) -> object:
    called = link(line.message.title, "message", line.message.pk)
    store = line.message.store
    return format_html('{} <span class="fact-more">{}</span>', called, store) if store else called


def _of(part_of_it: int, all_of_it: int) -> str:
    return f"{digits(part_of_it)} / {digits(all_of_it)}" if all_of_it else ""


MESSAGES = List[Line](
    name="messages",
    heading=_("Messages"),
    about=_("Asked for here, confirmed by colleagues in WeCom. Nobody gets one twice."),
    order=("-pk",),
    empty=Empty(
        _("Your messages will stand here, with who confirmed and who received them"),
        _(
            "Write once for many. Guisu splits it among the colleagues who know each person, "
            "leaves out who had enough or said no, and follows up until all is known."
        ),
        "send",
        Act(_("Write the first message"), "new-message", args=("customers",)),
    ),
    columns=(
        lead("title", _("Message"), _called),
        Column("kind", _("Kind"), lambda line: line.message.get_kind_display()),
        Column(
            "state",
            _("State"),
            lambda line: part("console/messages/_state.html", message=line.message),
        ),
        number(
            "confirmed",
            _("Colleagues confirmed"),
            lambda line: _of(line.progress.confirmed, line.progress.asked),
        ),
        number(
            "received", _("Received"), lambda line: _of(line.progress.sent, line.progress.going)
        ),
    ),
)
UNCONNECTED = Empty(
    _("Messages go through WeCom"),
    _("Connect WeCom first: then your customers, colleagues and groups are known here."),
    "link",
    Act(_("Connect WeCom"), "new-channel", needs=Permission.MANAGE_SETTINGS),
)
NEW = (
    Act(_("New moment"), "new-message", args=("moment",)),
    Act(_("To groups"), "new-message", args=("groups",)),
    Act(_("To customers"), "new-message", "plus", args=("customers",), is_primary=True),
)


@require_GET
@operator_view(Permission.SEND_MESSAGES)
def listed(request: OperatorRequest) -> HttpResponse:
    """All messages, the latest first, and how far each is."""
    page = lists.page(request, MESSAGES, reading.broadcasts(request.scope))
    progress = reading.progress(page.rows)
    return lists.show(
        request,
        MESSAGES,
        [Line(each, progress[each.pk]) for each in page.rows],
        page=page,
        **_around(),
    )


def _around() -> dict[str, Any]:
    """What can be done: nothing without a channel but to connect one."""
    channel = channels.connections().first()
    if channel is None:
        return {"vacant": UNCONNECTED}
    rules = Act(_("Rules"), "message-rules", "settings", (channel.pk,), Permission.MANAGE_SETTINGS)
    return {"acts": (rules, *NEW)}
