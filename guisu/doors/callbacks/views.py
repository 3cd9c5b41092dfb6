"""One address a connection: its provider proves itself, posts, and is answered before any work.

200 with nothing in it says that the message is kept. Everything else says nothing at all: whoever
does not hold the connection's keys learns only that.
"""

import logging
import re

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from guisu.doors.callbacks import services
from guisu.doors.callbacks.domain import MOST_BODY
from guisu.ground.channels import selectors
from guisu.ground.channels.carriers import adapter_of, door_of
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port.inbound import Pushed, Refused, Unreadable
from guisu.ground.channels.safe import SecretUnreadable

logger = logging.getLogger("guisu.callbacks")
ADDRESS = re.compile(r"/callbacks/(?P<provider>[-\w]+)/(?P<path>[-\w]+)", re.ASCII)


@csrf_exempt
def pushed(request: HttpRequest, provider: str, path: str) -> HttpResponse:
    """One request of the provider that `path` was made for."""
    connection = selectors.at_path(path)
    if connection is None or connection.provider != provider or not adapter_of(connection).door:
        return _nothing(404)
    try:
        if request.method == "GET":
            proof = door_of(connection).prove(connection, Pushed(request.GET.dict()))
            return HttpResponse(proof, content_type="text/plain")
        if request.method == "POST":
            return _kept(request, connection)
    except (Refused, SecretUnreadable) as refused:
        logger.warning("connection %s: callback refused: %s", connection.pk, refused)
        return _nothing(403)
    except DatabaseError:
        logger.warning("connection %s: a callback could not be kept", connection.pk)
        return _nothing(503)
    return _nothing(405)


def before_body(request: HttpRequest) -> HttpResponse | None:
    """404 for who posts to no connection's address; None where the body has to be seen."""
    found = ADDRESS.fullmatch(request.path_info)
    connection = selectors.at_path(found["path"]) if found else None
    if found is None or connection is None or connection.provider != found["provider"]:
        return _nothing(404)
    return None


def _kept(request: HttpRequest, connection: Connection) -> HttpResponse:
    body, now = _body(request), timezone.now()
    if body is None:
        return _nothing(413)
    message = door_of(connection).open(connection, Pushed(request.GET.dict(), body, now))
    services.take(connection, message, at=now)
    return _nothing(200)


def _body(request: HttpRequest) -> bytes | None:
    """What was sent, or None where it is too much. Reads no further than the limit."""
    try:
        body = request.read(MOST_BODY + 1)
    except (UnreadablePostError, RawPostDataException) as error:
        raise Unreadable from error
    return body if len(body) <= MOST_BODY else None


def _nothing(status: int) -> HttpResponse:
    return HttpResponse(b"", status=status, content_type="text/plain")
