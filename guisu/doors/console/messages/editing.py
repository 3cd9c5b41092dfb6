"""Writing a message: a new one of each kind, for ticked people, and a draft that is changed."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guisu.act.messaging.domain.content import Kind
from guisu.act.messaging.domain.quotas import Period
from guisu.act.messaging.models import Broadcast
from guisu.act.messaging.selectors import audiences
from guisu.act.messaging.selectors import broadcasts as reading
from guisu.act.messaging.services import drafts
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import editing
from guisu.doors.console.kit.choices import ROW, these
from guisu.doors.console.messages.forms import MessageForm, RulesForm
from guisu.ground.channels import selectors as channels
from guisu.ground.channels.models import Connection
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers import selectors as customers

SEND = Permission.SEND_MESSAGES
SURE = "sure"


@require_http_methods(["GET", "POST"])
@operator_view(SEND)
def new(request: OperatorRequest, kind: str) -> HttpResponse:
    """A message of `kind`; from the customers list, to those who were ticked there."""
    if kind not in set(Kind):
        raise NotFound(what=gettext_noop("message"), number=kind)
    sent = editing.posted(request) or QueryDict()
    connection = _connection(sent.get("channel") or request.GET.get("channel", ""))
    if connection is None:
        return redirect("console:messages")
    people = _ticked(request.scope, sent) if kind == Kind.CUSTOMERS else ()
    data = sent if SURE in sent else None
    return _edit(request, Kind(kind), connection, data, people=people)


@require_http_methods(["GET", "POST"])
@operator_view(SEND)
def edit(request: OperatorRequest, pk: int) -> HttpResponse:
    draft = reading.broadcast(request.scope, pk)
    if draft.state != Broadcast.State.DRAFT:
        return redirect("console:message", pk)
    return _edit(request, Kind(draft.kind), draft.connection, editing.posted(request), of=draft)


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_SETTINGS)
def rules(request: OperatorRequest, pk: int) -> HttpResponse:
    """How many messages each customer gets, and when colleagues are asked again."""
    connection = channels.connections().filter(pk=pk).first()
    if connection is None:
        raise NotFound(what=gettext_noop("channel"), number=pk)
    held = audiences.rules_of(connection)
    form = RulesForm(editing.posted(request), of=held)

    def save() -> HttpResponse:
        told = form.cleaned_data
        drafts.set_rules(
            connection,
            period=Period(told["period"]),
            most=told["most"],
            task_after_hours=told["task_after_hours"],
            seen=editing.seen(request),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The rules are saved."))
        return redirect("console:messages")

    return editing.answer(
        request,
        form,
        save,
        of=held,
        heading=_("Rules for messages"),
        verb=_("Save the rules"),
        back=reverse("console:messages"),
    )


def _edit(
    request: OperatorRequest,
    kind: Kind,
    connection: Connection,
    data: QueryDict | None,
    *,
    people: Sequence[int] = (),
    of: Broadcast | None = None,
) -> HttpResponse:
    """The form; what it refuses stands in it. `data`: what was typed; of who only ticked, None."""
    files = request.FILES if data is not None else None
    form = MessageForm(
        data, files, kind=kind, connection=connection, scope=request.scope, people=people, of=of
    )

    def save() -> HttpResponse:
        made = drafts.write(
            of,
            scope=request.scope,
            wanted=form.wanted(),
            seen=editing.seen(request),
            by=request.user,
            at=timezone.now(),
        )
        return redirect("console:message", made.pk)

    return editing.answer(
        request,
        form,
        save,
        of=of,
        template="console/messages/editor.html",
        heading=Broadcast.Kind(kind.value).label,
        ticked=people,
        sure=SURE,
        channel=connection,
        channels=channels.connections(),
        kind=kind.value,
        back=reverse("console:message", args=[of.pk]) if of else reverse("console:messages"),
    )


def _connection(asked: str) -> Connection | None:
    every = channels.connections()
    return every.filter(pk=row_id(asked)).first() if asked else every.first()


def _ticked(scope: Scope, sent: QueryDict) -> list[int]:
    """Raises `NobodyLeft`: a message for who was ticked never becomes one for everybody."""
    if ROW not in sent:
        return []
    return these(sent).among(customers.people(scope).filter(erased_at=None))
