"""The list of imports, and the wizard's first steps: upload, reading, columns."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, found, go, operator_view
from guisu.doors.console.imports.forms import (
    KEEP,
    KEEP_NUMBER,
    ConstantsForm,
    LayoutForm,
    UploadForm,
    columns_told,
)
from guisu.doors.console.kit import editing, lists
from guisu.doors.console.kit.cells import beside, digits, link, moment, part
from guisu.doors.console.kit.columns import Column, lead, number
from guisu.doors.console.kit.conflict import Sides
from guisu.doors.console.kit.lists import Act, Empty, List
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission
from guisu.take_in.imports import selectors, services
from guisu.take_in.imports.domain.plan import FREE, NUMBER, Kind
from guisu.take_in.imports.models import Import

IMPORT = Permission.IMPORT
# As many columns as a page has room for; a file with more is an odd one.
SHOWN = 200
STEPS = (
    gettext_lazy("Upload"),
    gettext_lazy("Reading"),
    gettext_lazy("Columns"),
    gettext_lazy("Check"),
    gettext_lazy("Result"),
)


IMPORTS = List[tuple[Import, selectors.Progress]](
    name="imports",
    heading=gettext_lazy("Imports"),
    empty=Empty(
        gettext_lazy("Files you bring in will be listed here"),
        gettext_lazy(
            "Orders, customers or events from any shop, till or spreadsheet: upload the file, say "
            "what its columns mean, see what it would do, and run it. The same file twice changes "
            "nothing."
        ),
        "file-import",
        Act(gettext_lazy("Import the first file"), "import-upload"),
    ),
    columns=(
        lead("file", gettext_lazy("File"), lambda row: link(row[0].file_name, "import", row[0].pk)),
        Column("kind", gettext_lazy("Kind"), lambda row: row[0].get_kind_display()),
        Column(
            "state",
            gettext_lazy("State"),
            lambda row: part("console/imports/_standing.html", imported=row[0], progress=row[1]),
        ),
        number("taken", gettext_lazy("Rows taken"), lambda row: digits(row[0].rows_taken)),
        number("refused", gettext_lazy("Refused"), lambda row: digits(row[0].rows_refused)),
        Column("uploaded", gettext_lazy("Uploaded"), lambda row: _uploaded(row[0])),
    ),
)
UPLOAD = Act(gettext_lazy("Import a file"), "import-upload", "upload", is_primary=True)


@require_GET
@operator_view(IMPORT)
def imports(request: OperatorRequest) -> HttpResponse:
    """All imports, newest first."""
    shown = lists.page(request, IMPORTS, selectors.imports(request.scope))
    rows = [(row, selectors.progress(row)) for row in shown.rows]
    return lists.show(request, IMPORTS, rows, page=shown, acts=[UPLOAD] if rows else [])


@require_http_methods(["GET", "POST"])
@operator_view(IMPORT)
def upload(request: OperatorRequest) -> HttpResponse:
    """Take a file in and guess how it is read."""
    form = UploadForm(request.POST or None, request.FILES or None)

    def save() -> HttpResponse:
        file = form.cleaned_data["file"]
        made = services.receive(
            file.chunks(),
            name=file.name,
            kind=Kind(form.cleaned_data["kind"]) if form.cleaned_data["kind"] else None,
            by=request.user,
            at=timezone.now(),
        )
        return go(request, "console:import-reading", made.pk)

    template = "console/imports/upload.html"
    return editing.answer(request, form, save, at="file", template=template, steps=STEPS, step=1)


@require_GET
@operator_view(IMPORT)
def one(request: OperatorRequest, pk: int) -> HttpResponse:
    """Where this import stands: a half-done wizard goes on, a run shows how far it is."""
    imported = selectors.imported(request.scope, pk)
    if imported.state == Import.State.DRAFT:
        return redirect("console:import-reading", pk)
    return redirect("console:import-run", pk)


@require_http_methods(["GET", "POST"])
@operator_view(IMPORT)
def reading(request: OperatorRequest, pk: int) -> HttpResponse:
    """How the file is read, with its first rows as they come out."""
    imported = selectors.imported(request.scope, pk)
    form = LayoutForm(editing.posted(request), imported=imported)

    def save() -> HttpResponse:
        _read_anew(imported, form, seen=editing.seen(request))
        is_done = "on" in request.POST
        return go(request, "console:import-columns" if is_done else "console:import-reading", pk)

    sample = _sample(imported)
    return editing.answer(
        request,
        form,
        save,
        of=imported,
        template="console/imports/reading.html",
        sample=sample[:SHOWN],
        unseen=max(0, len(sample) - SHOWN),
        exporter=services.recognised(imported.titles, Kind(imported.kind)),
        same=selectors.same_file(imported),
        **_around(imported, 2),
    )


@require_http_methods(["GET", "POST"])
@operator_view(IMPORT)
def columns(request: OperatorRequest, pk: int) -> HttpResponse:
    """What each column means, with samples of its cells."""
    imported = selectors.imported(request.scope, pk)
    kind, data = Kind(imported.kind), editing.posted(request)
    form = ConstantsForm(data, kind=kind, plan=imported.read_plan())
    if request.method == "POST" and form.is_valid():
        with told_by(form):
            imported = _planned(request, imported, form)
            services.require_complete(imported)
            if name := request.POST.get("mapping_name", "").strip()[:80]:
                services.save_mapping(imported, name=name, by=request.user, at=timezone.now())
            return go(request, "console:import-check", pk)
    find = request.GET.get("find", "").strip()
    shown, choices = _columns(imported, data, find), selectors.field_choices(kind)
    context = {
        "columns": shown,
        "unseen": len(imported.titles) - len(shown),
        "find": find,
        "choices": choices,
        "may_keep": bool(FREE[kind]),
        "may_keep_numbers": kind is Kind.EVENTS,
        "mappings": selectors.mappings_for(imported),
        **editing.around(form, imported, besides=lambda: _sides(shown, choices)),
        # A plan that lacks something is kept: what is typed is written on that from now on.
        "edition": imported.edition,
        **_around(imported, 3),
    }
    status = editing.status(request, form)
    return render(request, "console/imports/columns.html", context, status=status)


@require_POST
@operator_view(IMPORT)
def mapping(request: OperatorRequest, pk: int) -> HttpResponse:
    """Use a saved mapping for this file."""
    imported = selectors.imported(request.scope, pk)
    number = row_id(request.POST.get("mapping", ""))
    saved = found(selectors.saved_mappings(), number, what=gettext_noop("mapping"))
    services.apply_mapping(imported, mapping=saved, at=timezone.now())
    messages.success(request, _("The mapping “%(name)s” was filled in.") % {"name": saved.name})
    return go(request, "console:import-columns", pk)


def _uploaded(row: Import) -> object:
    by = row.uploaded_by and f"· {row.uploaded_by.name}"
    return format_html("<span>{}</span>", beside([moment(row.uploaded_at), by]))


def _read_anew(imported: Import, form: LayoutForm, *, seen: int | None) -> None:
    """Change only what was changed: a change makes the columns be guessed again."""
    layout = form.told()
    if layout != imported.read_layout():
        imported = services.change_layout(
            imported, layout=layout, find_header=form.is_another_table, seen=seen
        )
        seen = None
    kind = Kind(form.cleaned_data["kind"])
    if kind.value != imported.kind:
        services.change_kind(imported, kind=kind, seen=seen)


def _planned(request: OperatorRequest, imported: Import, form: ConstantsForm) -> Import:
    plan = form.plan(columns_told(imported, request.POST))
    return services.change_plan(imported, plan=plan, seen=editing.seen(request))


def _sample(imported: Import) -> list[Any]:
    """Columns with their first cells; none when the file cannot be read in this way."""
    try:
        return list(selectors.columns(imported))
    except Refusal:
        return []


def _columns(imported: Import, data: QueryDict | None, find: str) -> list[tuple[int, Any, str]]:
    """Each column with its number and the value that its select shows.

    Of a file with very many: those whose title has `find` in it, those in use first.
    """
    kind = Kind(imported.kind)
    numbered = list(enumerate(selectors.columns(imported)))
    if len(numbered) > SHOWN:
        fitting = [each for each in numbered if find.casefold() in each[1].title.casefold()]
        numbered = sorted(sorted(fitting, key=lambda each: not each[1].field)[:SHOWN])
    shown = []
    for at, column in numbered:
        kept = KEEP_NUMBER if column.field.startswith(NUMBER) else KEEP
        free = bool(FREE[kind]) and column.field.startswith((FREE[kind], NUMBER))
        stored = kept if free else column.field
        value = data.get(f"column-{at}", stored) if data else stored
        shown.append((at, column, value))
    return shown


def _sides(shown: list[tuple[int, Any, str]], choices: list[tuple[str, Any]]) -> list[Sides]:
    """Columns that both gave another meaning."""
    named = {"": _("not used"), KEEP: _("keep under its own name"), **dict(choices)}
    return [
        Sides(column.title, str(named.get(column.field, KEEP)), str(named.get(value, value)))
        for _at, column, value in shown
        if value not in (column.field, KEEP)
    ]


def _around(imported: Import, step: int) -> dict[str, Any]:
    return {"imported": imported, "steps": STEPS, "step": step}
