"""`/healthz` and `/readyz`: for load balancers, process managers and whoever watches."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guisu.config.failing import RETRY_SECONDS, unlogged
from guisu.ground.database import away, room
from guisu.see.health.domain import is_ready
from guisu.see.health.selectors import checks


class HealthFirst:
    """Answers before anything else is asked, whatever the name by which the machine is called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info)
        return view(request) if view else self._get_response(request)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the operational store answers and the data folder takes more; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        away.note(error)
        return _unwell("no database")
    if trouble := room.tried(settings.DATA):
        return _unwell(str(trouble))
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """How each part is, without figures, since strangers may ask; 503 while one is `bad`."""
    found = checks(at=timezone.now())
    told = {"ready": is_ready(found), "checks": {check.part: check.state for check in found}}
    answer = JsonResponse(told, status=200 if told["ready"] else 503)
    if not told["ready"]:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return unlogged(answer)


def _unwell(why: str) -> HttpResponse:
    answer = HttpResponse(f"{why}\n", status=503, content_type="text/plain")
    return unlogged(answer)


VIEWS: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}
