"""One request of an SDK: whose key, what body, and the answer.

Always exactly 200 on acceptance. 400, 401 and 413 mean that sending again will not help; 429
comes with `Retry-After` in whole seconds. SDKs read `code` and `message` of a refusal.
"""

import base64
import binascii
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from guisu.doors.api.intake.bodies import unpacked
from guisu.doors.api.intake.browsers import for_analytics_next, for_rudder, opened
from guisu.ground.kernel.refusals import NotFound, Refusal
from guisu.take_in.intake import services
from guisu.take_in.intake.domain.limits import MOST_BODY, KeyRefused, Malformed, TooLarge
from guisu.take_in.intake.domain.messages import write_key_in
from guisu.take_in.intake.services.acceptance import Accepted

MOST_NAMED = 20  # messages set aside that an answer names
_encode = msgspec.json.Encoder().encode


class MethodRefused(Refusal):
    code = "intake.method"
    template = "Send this with POST."
    http_status = 405


@csrf_exempt
def take_in(request: HttpRequest, kind: str) -> HttpResponse:
    """`/v1/<kind>`: 200 after the commit, or a refusal that names what is wrong."""
    if request.method == "OPTIONS":
        return opened(request, HttpResponse(status=204))
    try:
        if request.method != "POST":
            raise MethodRefused
        accepted = _accepted(request, kind)
    except Refusal as refusal:
        return _refused(request, refusal)
    return _answer(request, 200, _told(accepted))


def segment_settings(request: HttpRequest, token: str) -> HttpResponse:
    """`/v1/projects/<key>/settings`: where `@segment/analytics-next` is to send."""
    told = partial(for_analytics_next, host=request.get_host(), scheme=request.scheme or "https")
    return _settings(request, token, told)


def rudder_settings(request: HttpRequest) -> HttpResponse:
    """`/sourceConfig/`: what `@rudderstack/analytics-js` may do; the key is in head or query."""
    return _settings(request, "", for_rudder)


def _settings(
    request: HttpRequest, token: str, told: Callable[[str], dict[str, Any]]
) -> HttpResponse:
    """Not cached: a key that was revoked ends at the next page."""
    if request.method == "OPTIONS":
        return opened(request, HttpResponse(status=204))
    try:
        token = token or _token_outside(request)
        services.key_for(token)
    except Refusal as refusal:
        return _refused(request, refusal)
    answer = _answer(request, 200, told(token))
    answer["Cache-Control"] = "no-store"
    return answer


def before_body(request: HttpRequest) -> HttpResponse | None:
    """The refusal that the head alone deserves; None where the body has to be seen.

    A key that is not in the head may be in the body.
    """
    try:
        if token := _token_outside(request):
            services.key_for(token)
        _require_size(request)
    except Refusal as refusal:
        return _refused(request, refusal)
    return None


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """No SDK's message has this address."""
    return _refused(request, NotFound(what=request.path))


def _accepted(request: HttpRequest, kind: str) -> Accepted:
    received_at = timezone.now()
    token = _token_outside(request)
    key = services.key_for(token) if token else None
    body = unpacked(_sent(request), request.headers.get("Content-Encoding", ""))
    if key is None:
        key = services.key_for(write_key_in(body))
    return services.accept(body, key=key, kind=kind, received_at=received_at)


def _token_outside(request: HttpRequest) -> str:
    """The key in the head, or in the address of what is sent as a page is left; else empty."""
    return _basic_user(request.headers.get("Authorization", "")) or request.GET.get("writeKey", "")


def _basic_user(header: str) -> str:
    """The user name of Basic authorization; empty when the header is absent or another scheme."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        user, _, _ = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise KeyRefused from error
    return user


def _sent(request: HttpRequest) -> bytes:
    """The body as sent. Reads no further than the limit, whatever length was announced."""
    _require_size(request)
    try:
        body = request.read(MOST_BODY + 1)
    except (UnreadablePostError, RawPostDataException) as error:
        raise Malformed(problem="The body ended early.") from error
    if len(body) > MOST_BODY:
        raise TooLarge(problem=f"A request may have {MOST_BODY} bytes.")
    return body


def _require_size(request: HttpRequest) -> None:
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > MOST_BODY:
        raise TooLarge(problem=f"A request may have {MOST_BODY} bytes.")


def _told(accepted: Accepted) -> dict[str, Any]:
    told: dict[str, Any] = {"success": True, "accepted": accepted.messages}
    if accepted.unusable:
        told["setAside"] = len(accepted.unusable)
        told["problems"] = [
            {"index": one.index, "reason": one.reason} for one in accepted.unusable[:MOST_NAMED]
        ]
    return told


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    answer = _answer(
        request,
        refusal.http_status,
        {"success": False, "code": refusal.code, "message": str(refusal)},
    )
    if "seconds" in refusal.data:
        answer["Retry-After"] = str(refusal.data["seconds"])
    if isinstance(refusal, KeyRefused):
        answer["WWW-Authenticate"] = 'Basic realm="intake"'
    return answer


def _answer(request: HttpRequest, status: int, content: dict[str, Any]) -> HttpResponse:
    answer = HttpResponse(_encode(content), status=status, content_type="application/json")
    return opened(request, answer)
