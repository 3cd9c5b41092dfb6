"""One address a connection: WeCom proves itself, posts, and is answered before any work.

200 with nothing in it says that the message is kept. Everything else says nothing at all: whoever
does not hold the connection's keys learns only that.
"""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from guisu.doors.callbacks import services
from guisu.doors.callbacks.domain import MOST_BODY
from guisu.doors.callbacks.services import Signed
from guisu.ground.channels import selectors
from guisu.ground.channels.models import Connection
from guisu.ground.channels.safe import SecretUnreadable
from guisu.ground.channels.wecom.crypto import BadKey, Unauthentic
from guisu.ground.channels.wecom.envelope import Unreadable, sealed_in

logger = logging.getLogger("guisu.callbacks")


@csrf_exempt
def wecom(request: HttpRequest, path: str) -> HttpResponse:
    """One request, as https://developer.work.weixin.qq.com/document/path/90930 has it."""
    connection = selectors.at_path(path)
    if connection is None:
        return _nothing(404)
    try:
        if request.method == "GET":
            return _verified(request, connection)
        if request.method == "POST":
            return _kept(request, connection)
    except (Unauthentic, Unreadable, BadKey, SecretUnreadable) as refused:
        logger.warning("connection %s: callback refused: %s", connection.pk, refused)
        return _nothing(403)
    except DatabaseError:
        logger.warning("connection %s: a callback could not be kept", connection.pk)
        return _nothing(503)
    return _nothing(405)


def _verified(request: HttpRequest, connection: Connection) -> HttpResponse:
    """The plain text of `echostr`, to the byte."""
    # A plus that nobody encoded arrives as a blank.
    sealed = request.GET.get("echostr", "").replace(" ", "+")
    message = services.opened(connection, sealed, _signed(request))
    return HttpResponse(message, content_type="text/plain")


def _kept(request: HttpRequest, connection: Connection) -> HttpResponse:
    body = _body(request)
    if body is None:
        return _nothing(413)
    message = services.opened(connection, sealed_in(body), _signed(request))
    services.take(connection, message, at=timezone.now())
    return _nothing(200)


def _body(request: HttpRequest) -> bytes | None:
    """What was sent, or None where it is too much. Reads no further than the limit."""
    try:
        body = request.read(MOST_BODY + 1)
    except (UnreadablePostError, RawPostDataException) as error:
        raise Unreadable from error
    return body if len(body) <= MOST_BODY else None


def _signed(request: HttpRequest) -> Signed:
    told = request.GET
    return Signed(told.get("msg_signature", ""), told.get("timestamp", ""), told.get("nonce", ""))


def _nothing(status: int) -> HttpResponse:
    return HttpResponse(b"", status=status, content_type="text/plain")
