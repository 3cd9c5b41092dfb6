"""Large bodies are taken from whoever has signed in, and from nobody else."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, gettext, override

from guisu.ground.kernel.numbers import whole


def before_body(request: HttpRequest) -> HttpResponse | None:
    """413 for a large body, or one of unknown size, from a stranger; None for everybody else."""
    announced = whole(request.headers.get("Content-Length", ""))
    is_whole = "Transfer-Encoding" not in request.headers
    if is_whole and announced is not None and announced <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return None
    sessions: Any = import_module(settings.SESSION_ENGINE)
    request.session = sessions.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    if get_user(request).is_authenticated:
        return None
    with override(get_language_from_request(request)):
        sentence = gettext("Sign in before you send so much.")
    return HttpResponse(f"{sentence}\n", status=413, content_type="text/plain; charset=utf-8")
