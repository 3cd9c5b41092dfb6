"""What leaves, and what waits to: held connections, and what is too late to go out by itself."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guisu.doors.console.channels.views import MANAGE, connection_of
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.ground.channels import leaving as gate
from guisu.ground.channels import selectors, services, waiting
from guisu.ground.channels.models import Connection
from guisu.ground.channels.waiting import Heap
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop


@dataclass(frozen=True, slots=True)
class Line:
    """A connection, and what of it is due or too late. `speaks`: it is called by itself."""

    connection: Connection
    heaps: list[Heap]
    speaks: bool


@require_GET
@operator_view(MANAGE)
def leaving(request: OperatorRequest) -> HttpResponse:
    """Every connection in use, whether anything leaves by it, and what waits."""
    now, speaking = timezone.now(), set(gate.speaking().values_list("pk", flat=True))
    lines = [
        Line(one, waiting.heaps(one, at=now), one.pk in speaking) for one in selectors.in_use()
    ]
    context = {
        "lines": lines,
        "is_shut": settings.NOTHING_LEAVES,
        "reached": sorted(settings.LEAVES_TO),
    }
    return render(request, "console/channels/leaving.html", context)


@require_POST
@operator_view(MANAGE)
def going(request: OperatorRequest, pk: int) -> HttpResponse:
    """Let a held connection go: what waits leaves, unless it is too late."""
    connection = connection_of(pk)
    services.let_go(connection, by=request.user, at=timezone.now())
    messages.success(request, _("“%s” speaks again.") % connection.name)
    return redirect("console:leaving")


@require_POST
@operator_view(MANAGE)
def heap(request: OperatorRequest, pk: int) -> HttpResponse:
    """Discard a heap as it was seen, or let leave what was too late."""
    connection = connection_of(pk)
    up_to = request.POST.get("up-to", "")
    seen = row_id(up_to)
    acting = waiting.release if request.POST.get("act") == "release" else waiting.discard
    try:
        count = acting(
            request.POST.get("kind", ""),
            connection,
            up_to=seen,
            by=request.user,
            at=timezone.now(),
        )
    except LookupError as error:
        raise NotFound(what=gettext_noop("what waits"), number=pk) from error
    text = ngettext("%(count)d is done with.", "%(count)d are done with.", count)
    if acting is waiting.release:
        text = ngettext("%(count)d leaves now.", "%(count)d leave now.", count)
    messages.success(request, text % {"count": count})
    return redirect("console:leaving")
