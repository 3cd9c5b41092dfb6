"""What every page's layout needs."""

from typing import Any

from django.http import HttpRequest

from guisu.doors.console import navigation
from guisu.doors.console.accounts.entering import NEWS
from guisu.ground.staff.domain import Scope


def console(request: HttpRequest) -> dict[str, Any]:
    """The map, the organisation, and which heading of the map the page stands under."""
    scope: Scope | None = getattr(request, "scope", None)
    if scope is None:
        return {}
    return {
        "sections": list(navigation.sections(scope)),
        "installation": getattr(request, "installation", None),
        "place": _place(request),
        "has_new_device": request.session.get(NEWS, False),
    }


def _place(request: HttpRequest) -> str:
    """The first word of the path: `/staff/3/` stands under `staff`, `/` under `home`."""
    return request.path.strip("/").split("/")[0] or "home"
