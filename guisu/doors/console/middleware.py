"""The habits of who is asking: the installation's zone and the staff member's own language."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from guisu.doors.console.accounts import entering
from guisu.ground.proof import selectors as proof
from guisu.ground.staff import selectors
from guisu.ground.staff.models import Installation, Staff


class ProvenOnly:
    """Whose post needs a second factor is nobody here until they gave it: for every door.

    A session that was opened before the rule, or before the post, ends so, and sign-in asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, Staff):
            installation = selectors.installation()
            request.installation = installation  # type: ignore[attr-defined]
            owes = proof.is_required(request.user, installation)
            if owes and not request.session.get(entering.PROVED):
                request.user = AnonymousUser()
            else:
                entering.see(request)
        return self.get_response(request)


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
        installation: Installation = request.installation  # type: ignore[attr-defined]
        language = user.language or installation.language
        with timezone.override(installation.time_zone), translation.override(language):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            answer = self.get_response(request)
            answer.headers["Content-Language"] = language
            return answer
