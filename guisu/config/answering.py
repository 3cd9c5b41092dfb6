"""Requests under way are counted, for long work in the same process gives way to them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guisu.ground.jobs import courtesy


class Counted:
    """Around everything that is answered but the questions of health."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with courtesy.answering():
            return self._get_response(request)
