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
    WelcomeForm,
)
from guisu.doors.console.channels.views import MANAGE, address_of, connection_of, shown
from guisu.doors.console.forms import ConsoleForm, told_by
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.channels import services
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
    form = ApplicationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with told_by(form):
            at = timezone.now()
            made = services.connect(settings=form.cleaned_data, by=request.user, at=at)
            reading.ask_for(made, at=at)
            return redirect("console:channel-receiving", made.pk)
    return _step(request, 1, form, verb=_("Connect"), back=reverse("console:channels"))


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def receiving(request: OperatorRequest, pk: int) -> HttpResponse:
    """The second: the address that WeCom needs of us, and the keys that we need of WeCom."""
    connection = connection_of(pk)
    form = ReceivingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with told_by(form):
            at = timezone.now()
            services.change(connection, settings=form.cleaned_data, by=request.user, at=at)
            return redirect("console:channel-connected", pk)
    return _step(
        request,
        2,
        form,
        verb=_("Save the keys"),
        address=address_of(request, connection),
        later=reverse("console:channel-connected", args=[pk]),
    )


@require_GET
@operator_view(MANAGE)
def connected(request: OperatorRequest, pk: int) -> HttpResponse:
    """The last: whether all is in order, asked of WeCom now, and what to do next."""
    return _step(request, 3, None, connection=connection_of(pk))


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def change(request: OperatorRequest, pk: int) -> HttpResponse:
    connection = connection_of(pk)
    form = FORMS[connection.provider](request.POST or None, of=connection)
    if form.is_bound and form.is_valid():
        with told_by(form):
            services.change(
                connection, settings=form.cleaned_data, by=request.user, at=timezone.now()
            )
            messages.success(request, _("The connection is saved."))
            return redirect("console:channel", pk)
    context = {
        "form": form,
        "heading": connection.name,
        "verb": _("Save the connection"),
        "back": reverse("console:channel", args=[pk]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/form_page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def welcome(request: OperatorRequest, pk: int) -> HttpResponse:
    """Choose the words for everybody who comes by no code with words of its own.

    Asked for by nothing but its address, it shows what was kept over sign-in, or the channel.
    """
    connection, data = connection_of(pk), editing.posted(request)
    if data is None:
        return redirect("console:channel", pk)
    form = WelcomeForm(data)
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


def _step(
    request: OperatorRequest, step: int, form: ConsoleForm | None, **more: Any
) -> HttpResponse:
    context = {"steps": STEPS, "step": step, "form": form, "heading": _("Connect WeCom"), **more}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "console/channels/connecting.html", context, status=status)
