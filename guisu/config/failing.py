"""What is answered where something of ours broke: "try again" in the client's kind, or an error."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

from guisu.doors.console.refusals import said
from guisu.ground.database import away, room
from guisu.ground.kernel.refusals import Refusal

RETRY_SECONDS = 10
FOR_MACHINES = ("/v1/", "/beacon/", "/sourceConfig", "/api/")
CODE = "store_away"
WORDS = "The database cannot be reached. Nothing was changed; try again later."


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """503 with `Retry-After` where the store is away or has no room, at every door; else 500.

    Called by the framework while the error is being handled.
    """
    error = sys.exc_info()[1]
    refusal = room.told(error) if error is not None else None
    if error is None or not (refusal or isinstance(error, away.AWAY)):
        return server_error(request)
    away.note(error)
    answer = _answer(request.path, refusal)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return unlogged(answer)


def unlogged(answer: HttpResponse) -> HttpResponse:
    """`answer`, of which the framework writes no line, nor a trace, for each request."""
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return answer


def _answer(path: str, refusal: Refusal | None) -> HttpResponse:
    if path.startswith(FOR_MACHINES):
        words = str(refusal) if refusal else WORDS
        told = {"code": refusal.code if refusal else CODE, "message": words, "detail": words}
        return JsonResponse(told, status=503)
    if path in {"/healthz", "/readyz"}:
        return HttpResponse(f"{refusal or 'no database'}\n", status=503, content_type="text/plain")
    if path.startswith("/callbacks/"):
        return HttpResponse(b"", status=503, content_type="text/plain")
    told = {"text": said(refusal) if refusal else ""}
    return HttpResponse(render_to_string("console/away.html", told), status=503)
