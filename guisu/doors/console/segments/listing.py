"""The list of segments: the size of each, how it went, and what it asks in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import digits, link, part
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.doors.console.segments.trend import Trend, trends
from guisu.doors.console.segments.words import words_of
from guisu.ground.staff.domain import Permission
from guisu.know.segments.models import Segment
from guisu.know.segments.selectors import segments as reading

EDIT = Permission.EDIT_SEGMENTS


@dataclass(frozen=True, slots=True)
class Line:
    """A segment with its words (None: nobody can read them any more) and how it went.

    `size`: how many of its people the asker sees.
    """

    segment: Segment
    size: int
    words: str | None
    trend: Trend


SEGMENTS = List[Line](
    name="segments",
    heading=_("Segments"),
    template="console/segments/list.html",
    id_of=lambda line: f"segment-{line.segment.pk}",
    empty=Empty(
        _("Segments will be listed here"),
        _(
            "Say whom you mean, by orders, behaviour, tags or profile, and see at once how many "
            "they are. A segment keeps itself up to date."
        ),
        "filter",
        Act(_("Make the first segment"), "new-segment", needs=EDIT),
    ),
    none=Empty(
        _("No segment is archived"),
        _("An archived segment is counted no longer; its history stays."),
        "filter",
    ),
    columns=(
        lead(
            "name",
            _("Segment"),
            lambda line: link(line.segment.name, "segment", line.segment.pk),
            key=lambda line: line.segment.name_key,
        ),
        Column(
            "words",
            _("Who is in it"),
            lambda line: part("console/segments/_words.html", line=line),
        ),
        number(
            "size",
            _("People"),
            lambda line: digits(line.size) if line.segment.counted_version else "",
            key=lambda line: line.size,
        ),
        number(
            "trend",
            _("In 30 days"),
            lambda line: part("console/segments/_trend.html", trend=line.trend),
            key=lambda line: line.trend.change,
        ),
        Column(
            "counted",
            _("Counted"),
            lambda line: part("console/segments/_counted.html", segment=line.segment),
        ),
    ),
)
COMPARE = Act(_("Compare two"), "segment-comparison")
NEW = Act(_("New segment"), "new-segment", "plus", needs=EDIT, is_primary=True)


@require_GET
@operator_view(Permission.SEE_CUSTOMERS)
def listed(request: OperatorRequest) -> HttpResponse:
    """Every segment in use, or (`archived`) those that are not."""
    archived = "archived" in request.GET
    found = list(reading.segments(request.scope, archived=archived))
    lines = list(_lines(request, found, at=timezone.now()))
    is_empty = not found and not archived
    acts = [COMPARE] if len(found) > 1 else []
    return lists.show(
        request,
        SEGMENTS,
        lists.ordered(request, SEGMENTS, lines),
        acts=acts if is_empty else [*acts, NEW],
        is_empty=is_empty,
        archived=archived,
    )


def _lines(request: OperatorRequest, found: Sequence[Segment], *, at: datetime) -> Iterator[Line]:
    words = words_of(request.scope, found)
    history = trends(request.scope, found, at=at)
    sizes = reading.sizes(request.scope, found)
    for each in found:
        said = words[each.pk]
        yield Line(each, sizes[each.pk], said.line() if said else None, history[each.pk])
