"""What somebody keeps of lists, for themselves alone: filters under a name, and columns."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from guisu.doors.console.http import OperatorRequest, found, operator_view
from guisu.ground.staff import selectors, services
from guisu.ground.staff.models import SavedView


def views(request: OperatorRequest, page: str) -> Sequence[SavedView]:
    """What the asker keeps for the list `page`."""
    return list(selectors.saved_views(request.user).filter(page=page))


@require_POST
@operator_view(None)
def keep(request: OperatorRequest, page: str) -> HttpResponse:
    """Keep the filters `query` under `name`; the same name again keeps the new ones."""
    name, query = request.POST.get("name", ""), request.POST.get("query", "")
    kept = services.keep_view(request.user, page=page, name=name, query=query)
    messages.success(request, _("The view “%(name)s” is kept, for you alone.") % {"name": kept})
    return redirect(f"{_back(request)}?{kept.query}")


@require_POST
@operator_view(None)
def drop(request: OperatorRequest, pk: int) -> HttpResponse:
    """Keep a view no longer."""
    view: SavedView = found(selectors.saved_views(request.user), pk, what=gettext_noop("view"))
    services.drop_view(view)
    messages.success(request, _("The view “%(name)s” is gone.") % {"name": view})
    return redirect(_back(request))


@require_POST
@operator_view(None)
def choose(request: OperatorRequest, page: str) -> HttpResponse:
    """See these columns of a list from now on, wherever one signs in."""
    services.choose_columns(request.user, page=page, columns=request.POST.getlist("columns"))
    filters = request.POST.get("back", "").partition("?")[2]
    return redirect(f"{_back(request)}?{filters}" if filters else _back(request))


def _back(request: HttpRequest) -> str:
    """The list that was looked at, without its filters; never another site."""
    back = request.POST.get("back", "").partition("?")[0]
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if ours and back.startswith("/") else resolve_url("console:home")
