"""The editor: forms on the left, at every change the count, a few people and the plain words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reselect, reswap, retarget, trigger_client_event

from guisu.doors.console.customers.people import person_rows
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing
from guisu.doors.console.kit.conflict import Sides
from guisu.doors.console.refusals import said
from guisu.doors.console.segments import drafts
from guisu.doors.console.segments.drafts import Draft, Shown
from guisu.doors.console.segments.forms import NameForm
from guisu.doors.console.segments.kinds import menus
from guisu.doors.console.segments.lookups import Lookups
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation
from guisu.know.customers import selectors as customers
from guisu.know.segments.definition import checks, storing
from guisu.know.segments.definition.conditions import Condition
from guisu.know.segments.definition.storing import NotACondition
from guisu.know.segments.models import Segment
from guisu.know.segments.reading import sentences
from guisu.know.segments.reading.names import names_in
from guisu.know.segments.selectors import segments as reading
from guisu.know.segments.services import segments
from guisu.know.segments.wording import FAULTS

EDIT = Permission.EDIT_SEGMENTS
SAVE = "save"


@require_http_methods(["GET", "POST"])
@operator_view(EDIT)
def new(request: OperatorRequest) -> HttpResponse:
    """A new segment; `definition` in the address is a condition to begin with."""
    return _edited(request, None)


@require_http_methods(["GET", "POST"])
@operator_view(EDIT)
def edit(request: OperatorRequest, pk: int) -> HttpResponse:
    return _edited(request, reading.segment(request.scope, pk))


@require_POST
@operator_view(EDIT)
def preview(request: OperatorRequest, pk: int = 0) -> HttpResponse:
    """What the inputs of the page would give now: the panel beside the editor."""
    draft = drafts.read(request.POST)
    top = drafts.shown(draft, Lookups(request.scope))
    context: dict[str, Any] = {
        "words": _words(request.scope, top.condition),
        "faults": _faults(top),
    }
    if not context["faults"]:
        try:
            found = reading.preview(request.scope, top.condition, at=timezone.now(), own=pk)
        except Refusal as refusal:
            context["refused"] = said(refusal)
        else:
            people = customers.people(request.scope).filter(pk__in=found.sample).order_by("-pk")
            context |= {"preview": found, "people": person_rows(request.scope, list(people))}
    return render(request, "console/segments/_preview.html", context)


def _edited(request: OperatorRequest, segment: Segment | None) -> HttpResponse:
    data = editing.posted(request)
    draft = drafts.read(data) if data is not None else _first(request, segment)
    is_kept = data is not None and SAVE in data
    form = NameForm(data if is_kept else None, initial=_named(None if is_kept else data, segment))
    if "op" in request.POST:
        drafts.do(draft, request.POST["op"], request.POST)
    top = drafts.shown(draft, Lookups(request.scope))
    if SAVE in request.POST and form.is_valid() and not _faults(top):
        with told_by(form, "name"):
            kept = _kept(request, segment, form, top)
            messages.success(request, _("“%s” is saved. It is being counted.") % kept.name)
            return go(request, "console:segment", kept.pk)
    context = {
        "segment": segment,
        "form": form,
        "top": top,
        "menus": menus(),
        "faults": _faults(top) if SAVE in request.POST else [],
        **editing.around(form, segment, data, besides=lambda: _sides(request.scope, segment, top)),
    }
    if request.htmx and SAVE not in request.POST:
        return trigger_client_event(
            render(request, "console/segments/_tree.html", context), "redrawn"
        )
    page = render(
        request, "console/segments/editor.html", context, status=editing.status(request, form)
    )
    # The form itself stays: the preview listens to it.
    return reswap(reselect(retarget(page, "#editor"), "#editor > .card-body"), "innerHTML")


def _kept(request: OperatorRequest, segment: Segment | None, form: NameForm, top: Shown) -> Segment:
    told = {
        "name": form.cleaned_data["name"],
        "description": form.cleaned_data["description"],
        "condition": top.condition,
        "by": request.user,
        "at": timezone.now(),
    }
    if segment is None:
        return segments.create(**told)
    return segments.change(segment, **told, seen=editing.seen(request))


def _sides(scope: Scope, segment: Segment | None, top: Shown) -> list[Sides]:
    """What both ask of people, in words, where it is not the same."""
    if segment is None:
        return []
    try:
        stored = reading.condition_of(segment)
    except NotACondition:
        return []
    if stored == top.condition:
        return []
    said = [_words(scope, each).line() for each in (stored, top.condition)]
    return [Sides(gettext_lazy("Who is in it"), *said)]


def _first(request: OperatorRequest, segment: Segment | None) -> Draft:
    if segment is not None:
        number = row_id(request.GET.get("version", "")) or segment.version
        try:
            return drafts.of_condition(reading.condition_of(segment, number=number))
        except NotACondition:
            messages.warning(
                request, _("What this segment asked cannot be read any more: say it anew.")
            )
            return drafts.started()
    given = request.GET.get("definition", "")
    try:
        return drafts.of_condition(storing.read(given)) if given else drafts.started()
    except NotACondition:
        return drafts.started()


def _named(data: QueryDict | None, segment: Segment | None) -> dict[str, str]:
    if data and "name" in data:
        return {name: data.get(name, "") for name in ("name", "description")}
    return {"name": segment.name, "description": segment.description} if segment else {}


def _words(scope: Scope, condition: Condition) -> sentences.Said:
    names = names_in([condition], currency=installation().currency, scope=scope)
    return sentences.said(condition, names)


def _faults(top: Shown) -> list[str]:
    """What is still to be filled in, each said once."""
    faulty = [FAULTS[problem.fault] for problem in checks.problems(top.condition)]
    errors = [error for form in top.forms() for some in form.errors.values() for error in some]
    return list(dict.fromkeys(str(each) for each in (*faulty, *errors)))
