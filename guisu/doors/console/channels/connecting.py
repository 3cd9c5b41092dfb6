"""Connecting WeCom step by step, changing a connection, and the words for new contacts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from guisu.act.acquisition import services as acquisition
from guisu.doors.console.channels.forms import (
    ApplicationForm,
    ConnectionForm,
    MailboxForm,
    ReceivingForm,
)
from guisu.doors.console.channels.views import (
    MANAGE,
    address_of,
    connection_of,
    shown,
    welcome_form,
)
from guisu.doors.console.forms import ConsoleForm, told_by
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.channels import services
from guisu.ground.channels.models import Connection
from guisu.ground.channels.reach import Provider
from guisu.take_in.sync.services import reading

STEPS = (gettext_lazy("Application"), gettext_lazy("Callbacks"), gettext_lazy("Check"))
FORMS: dict[str, Callable[..., ConsoleForm]] = {
    Provider.WECOM: ConnectionForm,
    Provider.SMTP: MailboxForm,
}


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def connect(request: OperatorRequest) -> HttpResponse:
    """The first step: a connection that can ask WeCom, and does at once."""
    form = ApplicationForm(editing.posted(request))

    def save() -> HttpResponse:
        at = timezone.now()
        made = services.connect(settings=form.cleaned_data, by=request.user, at=at)
        reading.ask_for(made, at=at)
        return redirect("console:channel-receiving", made.pk)

    back = reverse("console:channels")
    return editing.answer(request, form, save, **_around(1), verb=_("Connect"), back=back)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def receiving(request: OperatorRequest, pk: int) -> HttpResponse:
    """The second: the address that WeCom needs of us, and the keys that we need of WeCom."""
    connection = connection_of(pk)
    form = ReceivingForm(editing.posted(request))

    def save() -> HttpResponse:
        _change(request, connection, form)
        return redirect("console:channel-connected", pk)

    return editing.answer(
        request,
        form,
        save,
        of=connection,
        **_around(2),
        verb=_("Save the keys"),
        address=address_of(request, connection),
        later=reverse("console:channel-connected", args=[pk]),
    )


@require_GET
@operator_view(MANAGE)
def connected(request: OperatorRequest, pk: int) -> HttpResponse:
    """The last: whether all is in order, asked of WeCom now, and what to do next."""
    context = {**_around(3), "connection": connection_of(pk)}
    return render(request, context.pop("template"), context)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def change(request: OperatorRequest, pk: int) -> HttpResponse:
    connection = connection_of(pk)
    form = FORMS[connection.provider](editing.posted(request), of=connection)

    def save() -> HttpResponse:
        _change(request, connection, form)
        messages.success(request, _("The connection is saved."))
        return redirect("console:channel", pk)

    return editing.answer(
        request,
        form,
        save,
        of=connection,
        heading=connection.name,
        verb=_("Save the connection"),
        back=reverse("console:channel", args=[pk]),
    )


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def welcome(request: OperatorRequest, pk: int) -> HttpResponse:
    """Choose the words for everybody who comes by no code with words of its own.

    Asked for by nothing but its address, it shows what was kept over sign-in, or the channel.
    """
    connection, data = connection_of(pk), editing.posted(request)
    if data is None:
        return redirect("console:channel", pk)
    form = welcome_form(connection, data)
    if request.method == "POST" and form.is_valid():
        with told_by(form):
            acquisition.set_welcome(
                connection,
                text=form.cleaned_data["text"],
                seen=editing.seen(request),
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("New contacts are greeted with these words from now on."))
            return redirect("console:channel", pk)
    return render(
        request,
        "console/channels/channel.html",
        shown(request, connection, form),
        status=editing.status(request, form),
    )


def _change(request: OperatorRequest, connection: Connection, form: ConsoleForm) -> None:
    services.change(
        connection,
        settings=form.cleaned_data,
        seen=editing.seen(request),
        by=request.user,
        at=timezone.now(),
    )


def _around(step: int) -> dict[str, Any]:
    """What every step of connecting shows."""
    return {
        "template": "console/channels/connecting.html",
        "steps": STEPS,
        "step": step,
        "heading": _("Connect WeCom"),
    }
