"""The audit log: who changed what, with before and after."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guisu.doors.console import lists, wording
from guisu.doors.console.audit import words
from guisu.doors.console.audit.forms import AuditFilter
from guisu.doors.console.http import OperatorRequest, as_csv, operator_view
from guisu.ground.database import paging
from guisu.ground.staff import selectors
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.models import AuditEntry

ORDER = ("-at", "-id")


@require_GET
@operator_view(Permission.SEE_AUDIT)
def audit(request: OperatorRequest) -> HttpResponseBase:
    form = AuditFilter(request.GET)
    entries = selectors.audit_trail(subject=request.GET.get("subject", ""), **form.asked())
    if "export" in request.GET:
        return _export(entries.iterator(chunk_size=2000))
    page = paging.page(
        entries, order=ORDER, after=request.GET.get("after", ""), size=lists.PAGE_SIZE
    )
    context = {
        "filter": form,
        "page": page,
        "rows": [_row(entry) for entry in page.rows],
        "filters": lists.filters(request),
    }
    return render(request, "console/audit/audit.html", context)


def _row(entry: AuditEntry) -> tuple[Any, ...]:
    who = words.by_whom(entry)
    return entry, who, words.said(entry), words.about(entry), list(words.differences(entry))


def _export(entries: Iterable[AuditEntry]) -> HttpResponseBase:
    header = [_("When"), _("Who"), _("What"), _("About"), _("Field"), _("Before"), _("After")]
    return as_csv("audit.csv", header, _lines(entries))


def _lines(entries: Iterable[AuditEntry]) -> Iterator[list[str]]:
    for entry in entries:
        head = [
            wording.exact(entry.at),
            words.by_whom(entry),
            str(words.said(entry)),
            entry.subject,
        ]
        changed = list(words.differences(entry))
        for one in changed:
            yield [*head, one.field, one.before, one.after]
        if not changed:
            yield [*head, "", "", ""]
