"""The list of segments, one segment with its people, and two held against each other."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.customers.listing import PEOPLE, persons
from guisu.doors.console.customers.people import person_rows
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import files, lists
from guisu.doors.console.kit.columns import named
from guisu.doors.console.segments.trend import trends
from guisu.doors.console.segments.words import words_of
from guisu.ground.database import paging
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.services import audit
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition import storing
from guisu.know.segments.models import Segment
from guisu.know.segments.selectors import segments as reading
from guisu.know.segments.selectors.segments import Overlap
from guisu.know.segments.services import segments

SEE, EDIT = Permission.SEE_CUSTOMERS, Permission.EDIT_SEGMENTS
NEWEST = ("-pk",)
MEMBERS = ("name", "phone", "store", "orders", "spent", "seen")


@require_GET
@operator_view(SEE)
def segment(request: OperatorRequest, pk: int) -> HttpResponse:
    """The people in it, what it asks, and who came and went."""
    found = reading.segment(request.scope, pk)
    now = timezone.now()
    page = paging.page(
        reading.members(request.scope, found).select_related("store"),
        order=NEWEST,
        after=request.GET.get("after", ""),
        size=lists.PAGE_SIZE,
    )
    rows = person_rows(request.scope, page.rows)
    context = {
        "segment": found,
        "size": _size(request, found),
        "words": words_of(request.scope, [found])[found.pk],
        "trend": trends(request.scope, [found], at=now)[found.pk],
        "page": page,
        "rows": rows,
        "table": lists.plain(named(PEOPLE.columns, MEMBERS), rows),
        "filters": "",
        "crossings": reading.crossings(request.scope, found)[: lists.PAGE_SIZE // 2],
        "versions": found.versions.select_related("made_by").order_by("-number"),
        "named_by": reading.naming(pk),
        "may_export": request.scope.may(Permission.EXPORT_CUSTOMERS),
    }
    return render(request, "console/segments/segment.html", context)


@require_POST
@operator_view(Permission.EXPORT_CUSTOMERS)
def export(request: OperatorRequest, pk: int) -> HttpResponseBase:
    """The people in it whom the asker sees, as CSV or XLSX. Audited."""
    found = reading.segment(request.scope, pk)
    subject = f"segment:{found.pk}"
    audit("customers.exported", subject=subject, by=request.user, at=timezone.now())
    rows = persons(request.scope, _pages(request, found))
    return files.written(request, found.name, PEOPLE.columns, rows)


@require_POST
@operator_view(EDIT)
def archiving(request: OperatorRequest, pk: int) -> HttpResponse:
    """Archive it, or bring it back: `act` says which."""
    found = reading.segment(request.scope, pk)
    if request.POST.get("act") == "restore":
        segments.restore(found, by=request.user, at=timezone.now())
        messages.success(request, _("“%s” is back and is being counted.") % found.name)
        return go(request, "console:segment", pk)
    segments.archive(found, by=request.user, at=timezone.now())
    messages.success(request, _("“%s” is archived. Its history stays.") % found.name)
    return go(request, "console:segments")


@require_GET
@operator_view(SEE)
def compare(request: OperatorRequest) -> HttpResponse:
    """Two segments: who is in both, who in one alone."""
    asked = (request.GET.get("first", ""), request.GET.get("second", ""))
    first, second = (
        reading.segment(request.scope, row_id(value)) if value else None for value in asked
    )
    context: dict[str, Any] = {
        "offered": reading.segments(request.scope).order_by("name"),
        "sides": [("first", _("First"), first), ("second", _("Second"), second)],
        "first": first,
        "second": second,
    }
    if first and second:
        found = reading.overlap(request.scope, first, second)
        context |= {"overlap": found, "parts": _parts(found, first, second)}
    return render(request, "console/segments/compare.html", context)


Part = tuple[str, int, str, str, str]


def _parts(found: Overlap, first: Segment, second: Segment) -> list[Part]:
    """Label, people, their share of each segment, and the address of a segment of them."""
    one, other = c.InSegment(first.pk), c.InSegment(second.pk)
    alone = _("only in “%s”")
    both = _share(found.both, found.first), _share(found.both, found.second)
    return [
        (_("in both"), found.both, *both, _new(c.All((one, other)))),
        (
            alone % first.name,
            found.first_alone,
            _share(found.first_alone, found.first),
            "–",
            _new(c.All((one, c.Not(other)))),
        ),
        (
            alone % second.name,
            found.second_alone,
            "–",
            _share(found.second_alone, found.second),
            _new(c.All((other, c.Not(one)))),
        ),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _new(condition: c.Condition) -> str:
    """The editor, begun with this condition."""
    return f"{reverse('console:new-segment')}?{urlencode({'definition': storing.text(condition)})}"


def _size(request: OperatorRequest, found: Segment) -> int:
    return reading.sizes(request.scope, [found])[found.pk]


def _pages(request: OperatorRequest, found: Segment) -> Iterator[list[Any]]:
    people = reading.members(request.scope, found).select_related("store")
    after = ""
    while True:
        page = paging.page(people, order=NEWEST, after=after, size=500)
        yield list(page.rows)
        after = page.next
        if not after:
            return
