"""Connecting WeCom, changing a connection, and the words for new contacts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guisu.acquisition import services as acquisition
from guisu.channels import services
from guisu.console.channels.forms import ConnectionForm, WelcomeForm
from guisu.console.channels.views import MANAGE, connection_of, shown
from guisu.console.forms import told_by
from guisu.console.http import OperatorRequest, operator_view
from guisu.sync.services import reading


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def connect(request: OperatorRequest) -> HttpResponse:
    """A new connection; its page then says what is still wrong with it."""
    form = ConnectionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with told_by(form):
            at = timezone.now()
            made = services.connect(settings=form.cleaned_data, by=request.user, at=at)
            reading.ask_for(made, at=at)
            return redirect("console:channel", made.pk)
    context = {
        "form": form,
        "heading": _("Connect WeCom"),
        "verb": _("Connect and check"),
        "back": reverse("console:channels"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/form_page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def change(request: OperatorRequest, pk: int) -> HttpResponse:
    connection = connection_of(pk)
    form = ConnectionForm(request.POST or None, of=connection)
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


@require_POST
@operator_view(MANAGE)
def welcome(request: OperatorRequest, pk: int) -> HttpResponse:
    """Choose the words for everybody who comes by no code with words of its own."""
    connection, form = connection_of(pk), WelcomeForm(request.POST)
    if form.is_valid():
        with told_by(form):
            acquisition.set_welcome(
                connection, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("New contacts are greeted with these words from now on."))
            return redirect("console:channel", pk)
    return render(
        request, "console/channels/channel.html", shown(request, connection, form), status=422
    )
