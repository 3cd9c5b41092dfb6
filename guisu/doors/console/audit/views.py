"""The audit log: who changed what, with before and after."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guisu.doors.console.audit import words
from guisu.doors.console.audit.forms import AuditFilter
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import files, lists
from guisu.doors.console.kit.cells import Part, moment, part
from guisu.doors.console.kit.columns import Column
from guisu.doors.console.kit.lists import Empty, List
from guisu.ground.staff import selectors
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.models import AuditEntry


def _what(entry: AuditEntry) -> Part:
    text, url = words.about(entry)
    return part("console/audit/_what.html", said=words.said(entry), about=text, url=url)


AUDIT = List[AuditEntry](
    name="audit",
    heading=_("Audit"),
    about=_("Every change, with who made it and what stood there before."),
    order=("-at", "-id"),
    id_of=lambda entry: f"change-{entry.pk}",
    empty=Empty(
        _("Here you will see who changed what"),
        _("No change matches. Widen the filters above."),
        "history",
    ),
    columns=(
        Column("at", _("When"), lambda entry: moment(entry.at), style="nowrap", order=("at", "id")),
        Column("who", _("Who"), words.by_whom),
        Column("what", _("What"), _what),
        Column(
            "diff",
            _("Before and after"),
            lambda entry: part(
                "console/audit/_diff.html", entry=entry, changed=list(words.differences(entry))
            ),
            style="block",
        ),
    ),
    template="console/audit/audit.html",
)


@require_GET
@operator_view(Permission.SEE_AUDIT)
def audit(request: OperatorRequest) -> HttpResponseBase:
    form = AuditFilter(request.GET)
    entries = selectors.audit_trail(subject=request.GET.get("subject", ""), **form.asked())
    if "export" in request.GET:
        header = [_("When"), _("Who"), _("What"), _("About"), _("Field"), _("Before"), _("After")]
        rows = entries.order_by(*lists.order(request, AUDIT)).iterator(chunk_size=2000)
        return files.download(request, "audit", header, _lines(rows))
    page = lists.page(request, AUDIT, entries)
    return lists.show(request, AUDIT, page.rows, page=page, form=form, is_empty=False)


def _lines(entries: Iterable[AuditEntry]) -> Iterator[list[object]]:
    for entry in entries:
        head = [
            entry.at,
            words.by_whom(entry),
            str(words.said(entry)),
            entry.subject,
        ]
        changed = list(words.differences(entry))
        for one in changed:
            yield [*head, one.field, one.before, one.after]
        if not changed:
            yield [*head, "", "", ""]
