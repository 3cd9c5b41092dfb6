"""How a "no" looks at this door: `{"code", "message"}` with its status."""

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from guisu.doors.api.rest.access import TooManyRequests
from guisu.doors.api.rest.strict import Wrong, said
from guisu.ground.database import room
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

INVALID = gettext_noop("The request has wrong values.")


class Unusable(Wrong):
    """Some rows of a batch are wrong."""

    template = INVALID

    def __init__(self, problems: Sequence[tuple[int, str, str]]) -> None:
        self._problems = list(problems)
        super().__init__()

    def problems(self) -> list[tuple[int, str, str]]:
        return self._problems


class BodyTooLarge(Refusal):
    code = "too_large"
    template = gettext_noop("A request may have 4 MB: send fewer rows.")
    http_status = 413


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """No operation has this address."""
    message = gettext("Not found: %(what)s.") % {"what": request.path}
    return JsonResponse({"code": "not_found", "message": message}, status=404)


def telling_of_methods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view`, in the language that was asked for, answering HEAD as GET.

    Its answer to a method that it does not know is one of this door's problems.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        asked = request.method
        # The server leaves the body out of what it answers to HEAD.
        request.method = "GET" if asked == "HEAD" else asked
        with translation.override(_language(request)):
            answer = view(request, *given, **named)
        request.method = asked
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        message = gettext("This address does not take %(method)s.") % {"method": request.method}
        body = {"code": "method_not_allowed", "message": message}
        return JsonResponse(body, status=answer.status_code, headers={"Allow": answer["Allow"]})

    return wrapped


def _language(request: HttpRequest) -> str:
    """As it was asked for; English where nobody asked: programs' logs are read everywhere."""
    if not request.headers.get("Accept-Language"):
        return "en"
    return translation.get_language_from_request(request)


def register_failures(api: NinjaAPI) -> None:
    """Tell of a disk without room as a refusal; every other fault stays one."""

    def failed(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        if isinstance(error, Exception) and (refusal := room.told(error)):
            return api.on_exception(request, refusal)
        raise error

    for kind in room.FAILURES:
        api.add_exception_handler(kind, failed)


def register(api: NinjaAPI, *, names: Sequence[str]) -> None:
    """Answer refusals, wrong values and missing keys in one form; `names`: fields that are read."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        message = gettext(refusal.template) % refusal.data
        body: dict[str, Any] = {"code": refusal.code, "message": message}
        if isinstance(refusal, Wrong):
            body["problems"] = [
                {"row": row, "field": field, "message": text or message}
                for row, field, text in refusal.problems()
            ]
        answer = api.create_response(request, body, status=refusal.http_status)
        if isinstance(refusal, TooManyRequests):
            answer["Retry-After"] = str(refusal.data["wait"])
        return answer

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return refused(request, BodyTooLarge())

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        problems = [_field_problem(each["loc"], said(each, names)) for each in error.errors]
        body = {"code": "invalid", "message": gettext(INVALID), "problems": problems}
        return api.create_response(request, body, status=422)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        message = gettext("Send a live key: Authorization: Bearer gs_…")
        answer = api.create_response(
            request, {"code": "not_authenticated", "message": message}, status=401
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        body = {"code": "unreadable", "message": str(error)}
        return api.create_response(request, body, status=error.status_code)


def _field_problem(path: Sequence[str | int], message: str) -> dict[str, Any]:
    """`("body", "batch", "orders", 3, "total_minor")` is row 3, field `total_minor`."""
    places = [n for n, part in enumerate(path) if isinstance(part, int)]
    row = path[places[0]] if places else 0
    names = path[places[0] + 1 :] if places else path[-1:]
    return {"row": row, "field": ".".join(map(str, names)), "message": message}
