"""A mailbox: connecting it, and sending a message to try it out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from guisu.doors.console.channels.forms import MailboxForm, TestForm
from guisu.doors.console.channels.views import MANAGE, connection_of
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.channels import services
from guisu.ground.channels.port import (
    ChannelError,
    Content,
    CredentialsRefused,
    NoSuchAddress,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from guisu.ground.channels.reach import Provider

WRONG: dict[type[ChannelError], str | Promise] = {
    NoSuchAddress: gettext_lazy("The mail server knows nobody at this address."),
    Rejected: gettext_lazy("The mail server refused the message for good."),
    TryLater: gettext_lazy("The mail server did not take the message now: try again later."),
    CredentialsRefused: gettext_lazy("The mail server lets us send nothing: see the check."),
    OutcomeUnknown: gettext_lazy("It is not known whether the message arrived: look there."),
}


@require_http_methods(["GET", "POST"])
@operator_view(MANAGE)
def connect(request: OperatorRequest) -> HttpResponse:
    """A mailbox that can send; its page asks the server at once."""
    form = MailboxForm(editing.posted(request))

    def save() -> HttpResponse:
        made = services.connect(
            provider=Provider.SMTP,
            settings=form.cleaned_data,
            by=request.user,
            at=timezone.now(),
        )
        return redirect("console:channel", made.pk)

    return editing.answer(
        request,
        form,
        save,
        heading=_("Connect a mailbox"),
        verb=_("Connect"),
        back=reverse("console:channels"),
    )


@require_POST
@operator_view(MANAGE)
def test(request: OperatorRequest, pk: int) -> HttpResponse:
    """Send a message to the address given, now, and say what the server said."""
    connection, form = connection_of(pk), TestForm(request.POST)
    if not form.is_valid():
        context = {"connection": connection, "form": form}
        return render(request, "console/channels/mailbox.html", context, status=422)
    to = form.cleaned_data["to"]
    said = Content(
        _("If you can read this, the mailbox can send."),
        _("A test message from Guisu: %(name)s") % {"name": connection.name},
    )
    try:
        services.send_test(connection, said, to=to, by=request.user, at=timezone.now())
    except ChannelError as error:
        code = f" ({error.code})" if error.code else ""
        messages.error(request, f"{WRONG[type(error)]}{code}")
    else:
        messages.success(request, _("The mail server took the message to %(to)s.") % {"to": to})
    return redirect("console:channel", pk)
