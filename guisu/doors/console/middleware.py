"""The habits of who is asking: the installation's zone and the staff member's own language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from guisu.ground.staff import selectors
from guisu.ground.staff.models import Staff


class LocalHabits:
    """Activates zone and language for signed-in staff; strangers keep what their browser asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        user = request.user
        if not isinstance(user, Staff):
            return self.get_response(request)
        installation = selectors.installation()
        request.installation = installation  # type: ignore[attr-defined]
        language = user.language or installation.language
        with timezone.override(installation.time_zone), translation.override(language):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            answer = self.get_response(request)
            answer.headers["Content-Language"] = language
            return answer
