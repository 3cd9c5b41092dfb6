"""The list of connections, those out of use too."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guisu.doors.callbacks import selectors as callbacks
from guisu.doors.callbacks.selectors import Heard
from guisu.doors.console.channels.views import MANAGE
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import link, moment, part
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.ground.channels import selectors
from guisu.ground.channels.models import Connection
from guisu.take_in.sync import selectors as sync
from guisu.take_in.sync.models import Reading


@dataclass(frozen=True, slots=True)
class Line:
    """A connection, what was heard of it, and how its last reading went."""

    connection: Connection
    heard: Heard
    reading: Reading | None


CHANNELS = List[Line](
    name="channels",
    heading=_("Channels"),
    about=_(
        "Where people are reached: WeCom, whose customers, groups and tags are kept true here, "
        "and mailboxes to send from."
    ),
    empty=Empty(
        _("Here your customers, groups and tags of WeCom will come in"),
        _(
            "You need the corp ID and the secret of an application of your own. The page says at "
            "each field where to find it, and afterwards what is still wrong."
        ),
        "link",
        Act(_("Connect WeCom"), "new-channel"),
    ),
    columns=(
        lead(
            "name", _("Name"), lambda one: link(one.connection.name, "channel", one.connection.pk)
        ),
        Column("kind", _("Kind"), lambda one: one.connection.get_provider_display()),
        Column("account", _("Account"), lambda one: one.connection.account),
        Column("heard", _("Last callback"), lambda one: moment(one.heard.last_at)),
        Column(
            "reading",
            _("Last reading"),
            lambda one: part("console/channels/_last_reading.html", reading=one.reading),
        ),
        Column(
            "state",
            _("State"),
            lambda one: part(
                "console/channels/_state.html", connection=one.connection, heard=one.heard
            ),
        ),
    ),
)
MAILBOX = Act(_("Connect a mailbox"), "new-mailbox", "plus")
WECOM = Act(_("Connect WeCom"), "new-channel", "plus", is_primary=True)


@require_GET
@operator_view(MANAGE)
def channels(request: OperatorRequest) -> HttpResponse:
    """Every connection, those out of use too."""
    rows = [
        Line(each, callbacks.heard(each), sync.readings(each).first()) for each in selectors.every()
    ]
    return lists.show(request, CHANNELS, rows, acts=[MAILBOX, WECOM] if rows else [MAILBOX])
