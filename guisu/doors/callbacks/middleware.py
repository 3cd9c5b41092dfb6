"""What providers push is taken in before sessions, languages and cookies are thought of."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guisu.doors.callbacks import views


class CallbacksFirst:
    """Stands among the first in the list of middleware: the others cost more than the message.

    Only what is posted; the one question by which a provider proves an address goes their way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = views.ADDRESS.fullmatch(request.path_info) if request.method == "POST" else None
        return views.pushed(request, **found.groupdict()) if found else self._get_response(request)
