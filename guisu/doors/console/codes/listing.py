"""The list of contact codes, with what came of each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guisu.act.acquisition import selectors
from guisu.act.acquisition.models import ContactCode
from guisu.doors.console.codes import words
from guisu.doors.console.codes.forms import FilterForm
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import digits, link, word
from guisu.doors.console.kit.columns import Column, Row, lead, number
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.ground.channels.selectors import connections
from guisu.ground.staff.domain import Permission

MANAGE = Permission.MANAGE_CODES


@dataclass(frozen=True, slots=True)
class Line:
    """A code, how it stands, and who came by it."""

    code: ContactCode
    standing: words.Standing
    came: selectors.Came


def _called(line: Line) -> object:
    kind, source = line.code.get_kind_display(), line.code.source
    more = f"{kind} · {source}" if source else kind
    called = link(line.code.name, "code", line.code.pk)
    return format_html('{} <span class="told-details">{}</span>', called, more)


def came_by(came: Callable[[Row], selectors.Came]) -> tuple[Column[Row], ...]:
    """How many came and stayed; `came` tells it of a row."""
    return (
        number("today", _("Today"), lambda row: digits(came(row).today)),
        number("week", _("7 days"), lambda row: digits(came(row).week)),
        number("total", _("In all"), lambda row: digits(came(row).total)),
        number("present", _("Still there"), lambda row: digits(came(row).present)),
        number("left", _("Left"), lambda row: digits(came(row).left)),
    )


CODES = List[Line](
    name="codes",
    heading=_("Codes"),
    about=_(
        "A code leads whoever scans it to a colleague or into a group, "
        "and remembers where they came from."
    ),
    empty=Empty(
        _("Codes will be listed here"),
        _(
            "Print one for the till, put one into every parcel: "
            "you will see how many came by each, and how many stayed."
        ),
        "link",
        Act(_("Make the first code"), "new-code", needs=MANAGE),
    ),
    none=Empty(
        _("No code fits this"),
        _("Search for a part of the name or of the source."),
        "filter",
        Act(_("Show all codes"), "codes"),
    ),
    columns=(
        lead("name", _("Contact code"), _called),
        Column("state", _("State"), lambda row: word(row.standing.word, row.standing.mark)),
        Column("store", _("Store"), lambda row: row.code.store),
        *came_by(lambda line: line.came),
    ),
)
UNCONNECTED = Empty(
    _("Codes will be listed here"),
    _("Codes are made at WeCom: connect it first."),
    "link",
    Act(_("Connect WeCom"), "channels", needs=Permission.MANAGE_SETTINGS),
)
NEW = (
    Act(_("New group code"), "new-group-code", needs=MANAGE),
    Act(_("New code to colleagues"), "new-code", "plus", needs=MANAGE, is_primary=True),
)


@require_GET
@operator_view(Permission.SEE_CODES)
def codes(request: OperatorRequest) -> HttpResponse:
    """Codes within the scope, the newest first, with what came of each."""
    form = FilterForm(request.GET)
    all_codes = selectors.codes(request.scope)
    shown = lists.page(request, CODES, selectors.wanted(all_codes, **form.asked()))
    came, nothing = selectors.came(shown.rows, at=timezone.now()), selectors.Came()
    is_empty = not shown.rows and not all_codes.exists()
    is_connected = connections().exists()
    return lists.show(
        request,
        CODES,
        [Line(one, words.standing(one), came.get(one.pk, nothing)) for one in shown.rows],
        page=shown,
        form=form,
        is_empty=is_empty,
        acts=NEW if is_connected and not is_empty else (),
        **({} if is_connected or not is_empty else {"vacant": UNCONNECTED}),
    )
