"""Where one is signed in: listed, and ended."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from guisu.doors.console.accounts import entering
from guisu.doors.console.accounts.agents import called
from guisu.doors.console.accounts.factor import renewed
from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.cells import moment, part, word
from guisu.doors.console.kit.columns import Column, lead
from guisu.doors.console.kit.lists import Table
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.proof import selectors as proof
from guisu.ground.proof.models import SignIn
from guisu.ground.proof.services import sessions
from guisu.ground.staff import services


@require_POST
@operator_view(None)
def end(request: OperatorRequest, pk: int) -> HttpResponse:
    """Sign out one of one's own browsers."""
    row: SignIn = found(proof.sessions(request.user), pk, what=gettext_noop("session"))
    sessions.end(row)
    messages.success(request, _("That device is signed out."))
    return redirect("console:account")


@require_POST
@operator_view(None)
def end_others(request: OperatorRequest) -> HttpResponseBase:
    """Sign out everywhere else."""
    services.end_sessions(request.user)
    messages.success(request, _("All other devices are signed out."))
    return renewed(request, redirect("console:account"))


@require_POST
@operator_view(None)
def notice(request: OperatorRequest) -> HttpResponse:
    """It was me: the new devices are known."""
    sessions.take_notice(request.user, on=entering.here(request), at=timezone.now())
    entering.tell(request)
    return redirect("console:account")


def table(request: OperatorRequest) -> Table[SignIn]:
    """The open sessions, this one marked."""
    here = request.session.session_key
    rows = list(proof.sessions(request.user))
    return lists.plain(_columns(here), rows)


def _columns(here: str | None) -> tuple[Column[SignIn], ...]:
    return (
        lead("device", gettext_lazy("Device"), lambda row: _device(row, here)),
        Column("address", gettext_lazy("Address"), lambda row: row.address or ""),
        Column("seen", pgettext_lazy("session", "Last seen"), lambda row: moment(row.seen_at)),
        Column("since", gettext_lazy("Signed in"), lambda row: moment(row.at)),
        Column(
            "end",
            gettext_lazy("Sign out"),
            lambda row: (
                "" if row.session_id == here else part("console/accounts/_end.html", session=row)
            ),
            style="block",
        ),
    )


def _device(row: SignIn, here: str | None) -> object:
    name = called(row.device.agent if row.device else "")
    if row.session_id != here:
        return name
    return format_html("{} {}", name, word(_("this one"), "good"))
