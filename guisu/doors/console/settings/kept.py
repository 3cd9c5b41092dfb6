"""How long what only grows is kept, and how that is changed."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.lists import List
from guisu.ground.database import retention
from guisu.ground.staff.domain import Permission


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of rows that end: `setting` is its name in `GUISU_KEEP_DAYS`."""

    title: str
    days: int
    count: int
    setting: str


KEPT = List[Line](
    name="kept",
    heading=_("How long things are kept"),
    about=_(
        "What only grows ends after some days. GUISU_KEEP_DAYS changes them, for example "
        "audit=1095,letters=30. What people, orders and events are ends with an erasure."
    ),
    columns=(
        lead("title", _("What is kept"), lambda line: line.title, key=lambda line: line.title),
        number("days", _("Days"), lambda line: f"{line.days:,}", key=lambda line: line.days),
        number("count", _("Now"), lambda line: f"{line.count:,}", key=lambda line: line.count),
        Column("setting", _("Name in GUISU_KEEP_DAYS"), lambda line: line.setting),
    ),
)


@require_GET
@operator_view(Permission.MANAGE_SETTINGS)
def kept(request: OperatorRequest) -> HttpResponse:
    """Each table that ends, with its days and how many rows may end."""
    lines = [
        Line(_t(each.title), each.days, each.rows().count(), each.name)
        for each in retention.registered()
    ]
    return lists.show(request, KEPT, lists.ordered(request, KEPT, lines))
