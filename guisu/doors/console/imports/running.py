"""The wizard's last steps: the check, the run with its progress, the result."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.imports.views import STEPS
from guisu.doors.console.kit import editing
from guisu.doors.console.kit.files import as_asked
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.services import open_stores
from guisu.take_in.imports import selectors, services
from guisu.take_in.imports.domain.problems import Reason, Warned
from guisu.take_in.imports.models import Import
from guisu.take_in.imports.wording import FIELD_LABELS, REASON_LABELS, WARNING_LABELS

IMPORT = Permission.IMPORT
SHOWN = 50
UNDER_WAY = frozenset({Import.State.WAITING, Import.State.RUNNING})


@require_http_methods(["GET", "POST"])
@operator_view(IMPORT)
def check(request: OperatorRequest, pk: int) -> HttpResponse:
    """What the file would do, with the rows that would not go in; POST runs it."""
    imported = selectors.imported(request.scope, pk)
    if imported.state != Import.State.DRAFT:
        return redirect("console:import-run", pk)
    if request.method == "POST":
        seen = editing.seen(request)
        services.start(imported, seen=seen, by=request.user, at=timezone.now())
        return go(request, "console:import-run", pk)
    preview = selectors.preview(imported)
    warned = preview.tally.warned.most_common()
    context = {
        "imported": imported,
        "steps": STEPS,
        "step": 4,
        "preview": preview,
        "refused": preview.tally.refused.total(),
        "left_out": preview.tally.left_out.total(),
        "strange": preview.unknown_stores.most_common(),
        "warned": [(WARNING_LABELS[Warned(name)], count) for name, count in warned],
        "problems": [
            (problem.row, _field(problem.field), REASON_LABELS[problem.reason], problem.detail)
            for problem in preview.problems
        ],
    }
    return render(request, "console/imports/check.html", context)


@require_POST
@operator_view(IMPORT)
def stores(request: OperatorRequest, pk: int) -> HttpResponse:
    """Open the ticked ones of the stores that the file names and nobody knows."""
    request.scope.require(Permission.MANAGE_SETTINGS)
    imported = selectors.imported(request.scope, pk)
    unknown = selectors.preview(imported).unknown_stores
    wanted = [name for name in request.POST.getlist("store") if name in unknown]
    opened = open_stores(wanted, by=request.user, at=timezone.now())
    said = ngettext("%(count)s store is open.", "%(count)s stores are open.", len(opened))
    messages.success(request, said % {"count": len(opened)})
    return go(request, "console:import-check", pk)


@require_GET
@operator_view(IMPORT)
def run(request: OperatorRequest, pk: int) -> HttpResponse:
    """How far the run is and, when it is over, what came of it."""
    imported = selectors.imported(request.scope, pk)
    if imported.state == Import.State.DRAFT:
        return redirect("console:import-check", pk)
    context = {"imported": imported, "steps": STEPS, "step": 5, **_progress(imported)}
    if imported.is_over:
        context["result"] = selectors.result(imported)
        context["set_aside"] = [
            (row, _field(row.field), REASON_LABELS[Reason(row.reason)])
            for row in selectors.set_aside(imported)[:SHOWN]
        ]
    return render(request, "console/imports/run.html", context)


@require_GET
@operator_view(IMPORT)
def progress(request: OperatorRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked for every second; at the end the whole page is loaded."""
    imported = selectors.imported(request.scope, pk)
    if imported.state not in UNDER_WAY:
        return go(request, "console:import-run", pk)
    return render(request, "console/imports/_progress.html", _progress(imported))


@require_POST
@operator_view(IMPORT)
def control(request: OperatorRequest, pk: int) -> HttpResponse:
    """Pause, go on, or stop for good: the button's `act`."""
    imported = selectors.imported(request.scope, pk)
    acts = {"pause": services.pause, "resume": services.resume, "stop": services.stop}
    act = acts.get(request.POST.get("act", ""), services.pause)
    act(imported, by=request.user, at=timezone.now())
    return go(request, "console:import-run", pk)


@require_POST
@operator_view(IMPORT)
def discard(request: OperatorRequest, pk: int) -> HttpResponse:
    """Delete the uploaded file and the rows set aside."""
    imported = selectors.imported(request.scope, pk)
    services.discard(imported, by=request.user, at=timezone.now())
    is_plan = imported.state == Import.State.DRAFT
    said = _("The file was deleted.") if is_plan else _("The file was deleted; the figures stay.")
    messages.success(request, said)
    return go(request, "console:imports")


@require_GET
@operator_view(IMPORT)
def refused_rows(request: OperatorRequest, pk: int) -> HttpResponseBase:
    """The rows that did not go in, as CSV with their original cells."""
    imported = selectors.imported(request.scope, pk)
    lines = as_asked(selectors.set_aside_csv(imported))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    filename = _("rows left out of %(file)s") % {"file": imported.file_name} + ".csv"
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    answer["Content-Disposition"] = disposition or "attachment"
    return answer


def _field(name: str) -> object:
    return FIELD_LABELS.get(name, name)


def _progress(imported: Import) -> dict[str, object]:
    return {
        "imported": imported,
        "progress": selectors.progress(imported),
        "is_under_way": imported.state in UNDER_WAY,
    }
