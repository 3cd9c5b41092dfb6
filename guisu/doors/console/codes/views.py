"""One contact code to look at, its poster and its picture."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from guisu.act.acquisition import selectors
from guisu.act.acquisition.models import ContactCode, Seat
from guisu.act.acquisition.selectors import planning
from guisu.doors.console.charts import Chart, Series
from guisu.doors.console.codes import drawing, words
from guisu.doors.console.codes.listing import came_by
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.wording import short_day
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission

SEE = Permission.SEE_CODES
CHART_DAYS = 30
TYPES = {"png": "image/png", "svg": "image/svg+xml"}


@require_GET
@operator_view(SEE)
def code(request: OperatorRequest, pk: int) -> HttpResponse:
    """One code: whom it leads to now, who came by it, and its picture."""
    one, at = selectors.code(request.scope, pk), timezone.now()
    came = selectors.came([one], at=at).get(one.pk, selectors.Came())
    context = {
        "code": one,
        "came": came,
        "standing": words.standing(one),
        "why": words.why(one),
        "is_worrying": words.is_worrying(one),
        "trouble": words.trouble(one),
        "by_colleague": _by_colleague(one, at=at),
        "chart": _chart(one, came, at=at) if came.total else None,
        "greetings": selectors.greetings_by(one),
        "drawn": drawing.svg(one),
        "words": selectors.welcome(one.connection, state=one.state),
        "tags": one.tags.all(),
        **_leads_to(one, at=at),
    }
    return render(request, "console/codes/code.html", context)


@require_GET
@operator_view(SEE)
def poster(request: OperatorRequest, pk: int) -> HttpResponse:
    """A sheet to print: the code, what it is for, and a line of one's own (`line`)."""
    one = _with_picture(request, pk)
    line = request.GET.get("line", "").strip()[:60]
    usual = _("Scan to join the group") if one.leads_to_groups else _("Scan to add us")
    context = {"code": one, "drawn": drawing.svg(one), "line": line or usual}
    return render(request, "console/codes/poster.html", context)


@require_GET
@operator_view(SEE)
def picture(request: OperatorRequest, pk: int, kind: str) -> HttpResponse:
    """The code's picture alone. As SVG it is drawn here, whatever WeCom's own looks like."""
    one = _with_picture(request, pk)
    content = drawing.png(one) if kind == "png" else drawing.svg_file(one)
    answer = HttpResponse(content, content_type=TYPES[kind])
    is_download = "download" in request.GET
    name = content_disposition_header(as_attachment=is_download, filename=f"{one.name}.{kind}")
    answer["Content-Disposition"] = name or "inline"
    return answer


def _by_colleague(one: ContactCode, *, at: datetime) -> lists.Table[Any] | None:
    """Who came by each colleague or group; None: nobody came yet."""
    label = pgettext("chat", "Group") if one.leads_to_groups else _("Colleague")
    name: Column[tuple[str, selectors.Came]] = lead("name", label, lambda row: row[0])
    columns = (name, *came_by(lambda row: row[1]))
    rows = list(selectors.by_colleague(one, at=at))
    return lists.plain(columns, rows) if rows else None


def _with_picture(request: OperatorRequest, pk: int) -> ContactCode:
    one = selectors.code(request.scope, pk)
    if not one.address or one.is_over:
        raise NotFound(what=gettext_noop("contact code"))
    return one


def _leads_to(one: ContactCode, *, at: datetime) -> dict[str, Any]:
    """Who or what is named now, and who of the code is not, each with the reason."""
    if one.is_over:
        return {}
    if one.leads_to_groups:
        rooms = list(one.rooms.select_related("group"))
        named = set(planning.wanted(one, at=at).chats)
        return {"rooms": [(room.group, room.group.chat_id in named) for room in rooms]}
    seats = planning.seats(one)
    now = set(planning.named_now(one, seats, at=at).colleagues)
    taken = planning.taken_today(one, at=at)
    return {
        "seats": [(seat, seat.colleague_id in now, _out(seat)) for seat in seats],
        "taken": taken,
    }


def _out(seat: Seat) -> str:
    """Why the colleague cannot be added at all; empty: they can."""
    colleague = seat.colleague
    if colleague.left_at is not None:
        return _("has left WeCom")
    if not colleague.may_contact:
        return _("may not contact customers")
    return "" if colleague.is_activated else _("has not activated WeCom")


def _chart(one: ContactCode, came: selectors.Came, *, at: datetime) -> Chart:
    days = selectors.by_day(one, days=CHART_DAYS, at=at)
    title = ngettext(
        "%(count)d person came in the last seven days",
        "%(count)d people came in the last seven days",
        came.week,
    ) % {"count": came.week}
    values = [count for _day, count in days]
    return Chart(
        id="code-days",
        title=title,
        labels=[short_day(day) for day, _count in days],
        series=[Series(_("People"), values, kind="bar", is_main=True)],
        is_partial=True,
    )
