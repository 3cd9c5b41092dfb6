"""The intake's requests are answered before sessions, languages and cookies are thought of."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guisu.doors.api.intake.urls import kind_at
from guisu.doors.api.intake.views import take_in


class IntakeFirst:
    """Stands first in the list of middleware: SDKs use nothing that the others provide."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = kind_at(request.path_info)
        return take_in(request, kind) if kind else self._get_response(request)
