"""Making a code, changing it, pausing and deleting it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guisu.act.acquisition import selectors
from guisu.act.acquisition.domain import CodeIsOver
from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.services import codes
from guisu.doors.console.codes.forms import CodeForm, GroupCodeForm
from guisu.doors.console.forms import told_by
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.ground.channels.models import Connection
from guisu.ground.channels.selectors import connections, first_connection
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission

MANAGE = Permission.MANAGE_CODES
Kind = ContactCode.Kind
FORMS: dict[str, type[CodeForm | GroupCodeForm]] = {
    Kind.COLLEAGUES: CodeForm,
    Kind.GROUPS: GroupCodeForm,
}


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def new_code(request: OperatorRequest) -> HttpResponse:
    """A code that leads to colleagues."""
    return _new(request, Kind.COLLEAGUES)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def new_group_code(request: OperatorRequest) -> HttpResponse:
    """A code that leads into groups."""
    return _new(request, Kind.GROUPS)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def edit(request: OperatorRequest, pk: int) -> HttpResponse:
    code = selectors.code(request.scope, pk)
    if code.is_over:
        raise CodeIsOver
    form = FORMS[code.kind](
        request.POST or None, scope=request.scope, connection=code.connection, of=code
    )
    if form.is_bound and form.is_valid():
        with told_by(form):
            codes.change(code, form.wish(), by=request.user, at=timezone.now())
            messages.success(request, _("The code is saved. WeCom is told within seconds."))
            return go(request, "console:code", pk)
    back = reverse("console:code", args=[pk])
    return _editor(request, form, heading=code.name, back=back)


@require_POST
@operator_view(MANAGE)
def control(request: OperatorRequest, pk: int) -> HttpResponse:
    """Pause, resume or delete the code, or have WeCom told of it now (`act`)."""
    code, at = selectors.code(request.scope, pk), timezone.now()
    match request.POST.get("act", ""):
        case "pause":
            codes.pause(code, by=request.user, at=at)
            told = _("From now on a colleague has to confirm everybody who scans it.")
        case "resume":
            codes.resume(code, by=request.user, at=at)
            told = _("Whoever scans it is added at once again.")
        case "delete":
            codes.delete(code, by=request.user, at=at)
            told = _("The code is deleted. What was printed leads nowhere any more.")
        case "tell":
            codes.try_again(code, at=at)
            told = _("WeCom is being told again. Look at this page in a moment.")
        case _:
            raise NotFound(what=gettext_noop("act"))
    messages.success(request, told)
    return go(request, "console:code", pk)


def _new(request: OperatorRequest, kind: ContactCode.Kind) -> HttpResponse:
    connection = _connection(request)
    form = FORMS[kind](request.POST or None, scope=request.scope, connection=connection, of=None)
    if form.is_bound and form.is_valid():
        with told_by(form):
            made = codes.make(connection, kind, form.wish(), by=request.user, at=timezone.now())
            messages.success(request, _("The code is being made. Its picture follows in seconds."))
            return go(request, "console:code", made.pk)
    heading = _("New group code") if kind == Kind.GROUPS else _("New code to colleagues")
    return _editor(request, form, heading=heading, back=reverse("console:codes"))


def _connection(request: OperatorRequest) -> Connection:
    """The one that was asked for (`connection`), else the first. Raises `NotConnected`."""
    asked = request.GET.get("connection", "")
    named = connections().filter(pk=int(asked)).first() if asked.isdecimal() else None
    return named or first_connection()


def _editor(
    request: OperatorRequest, form: CodeForm | GroupCodeForm, *, heading: str, back: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "others": connections().exclude(pk=form.connection.pk) if form.of is None else (),
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/codes/editor.html", context, status=status)
