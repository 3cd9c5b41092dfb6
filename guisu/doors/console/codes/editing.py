"""Making a code, changing it, pausing and deleting it."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guisu.act.acquisition import selectors
from guisu.act.acquisition.domain import CodeIsOver
from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.services import codes
from guisu.doors.console.codes.forms import CodeForm, GroupCodeForm
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.channels.models import Connection
from guisu.ground.channels.selectors import connections, first_connection
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission

MANAGE = Permission.MANAGE_CODES
Kind = ContactCode.Kind
EDITOR = "console/codes/editor.html"
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
        editing.posted(request), scope=request.scope, connection=code.connection, of=code
    )

    def save() -> HttpResponse:
        seen = editing.seen(request)
        codes.change(code, form.wish(), seen=seen, by=request.user, at=timezone.now())
        messages.success(request, _("The code is saved. WeCom is told within seconds."))
        return go(request, "console:code", pk)

    back = reverse("console:code", args=[pk])
    return editing.answer(
        request, form, save, of=code, template=EDITOR, heading=code.name, back=back
    )


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
    form = FORMS[kind](editing.posted(request), scope=request.scope, connection=connection, of=None)

    def save() -> HttpResponse:
        made = codes.make(connection, kind, form.wish(), by=request.user, at=timezone.now())
        messages.success(request, _("The code is being made. Its picture follows in seconds."))
        return go(request, "console:code", made.pk)

    return editing.answer(
        request,
        form,
        save,
        template=EDITOR,
        heading=_("New group code") if kind == Kind.GROUPS else _("New code to colleagues"),
        back=reverse("console:codes"),
        others=connections().exclude(pk=connection.pk),
    )


def _connection(request: OperatorRequest) -> Connection:
    """The one that was asked for (`connection`), else the first. Raises `NotConnected`."""
    named = connections().filter(pk=row_id(request.GET.get("connection", ""))).first()
    return named or first_connection()
