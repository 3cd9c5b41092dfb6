"""One call of the application in a request thread, and its answer's way to the connection."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections

from guisu.config.front import answers
from guisu.config.front.answers import BODILESS, Headers
from guisu.config.front.arriving import Request
from guisu.config.front.bodies import Outbox

logger = logging.getLogger("guisu.front")
Application = Callable[..., Iterable[bytes]]


class Asker(Protocol):
    """The connection, as a request thread may use it. All but `is_gone` may be called by any."""

    @property
    def is_gone(self) -> bool: ...
    def answer(self, request: Request, whole: bytes, *, closes: bool) -> None: ...
    def begin(self, request: Request, head: bytes, outbox: Outbox, *, closes: bool) -> None: ...
    def more(self) -> None: ...
    def break_off(self) -> None: ...
    def let_in(self, request: Request) -> None: ...


class Call:
    """`closes` says whether the connection ends after this answer."""

    def __init__(self, asker: Asker, request: Request, *, folder: Path, closes: bool) -> None:
        self.asker, self.request, self.folder = asker, request, folder
        self.closes = closes or not request.keep_alive or request.version == "1.0"
        self.status = ""
        self.headers: Headers = []

    def run(self, application: Application, environ: dict[str, Any]) -> None:
        """Answer, whatever comes; nothing is asked for whom nobody waits any more."""
        if self.asker.is_gone:
            self.asker.answer(self.request, b"", closes=True)
            return
        try:
            self._answer(application(environ, self._start))
        except Exception:
            logger.exception("A request could not be answered.")
            if self.status:
                self.asker.break_off()
            else:
                self.asker.answer(self.request, answers.refused(500), closes=True)

    def admit(self, environ: dict[str, Any]) -> None:
        """Ask the door before the body is taken; its refusal is the answer."""
        request = WSGIRequest(environ)
        self.closes = True
        try:
            refusal = self.request.door.admit(request)
        except DatabaseError:
            self.asker.answer(self.request, answers.refused(503), closes=True)
            return
        except Exception:
            logger.exception("A door could not say whom it lets in.")
            self.asker.answer(self.request, answers.refused(500), closes=True)
            return
        finally:
            close_old_connections()
        if refusal is None:
            self.asker.let_in(self.request)
            return
        self._start(f"{refusal.status_code} {refusal.reason_phrase}", list(refusal.items()))
        self._answer(refusal)

    def _start(self, status: str, headers: Headers, _error: object = None) -> Callable[..., object]:
        self.status, self.headers = status, headers
        return self._refuse_to_write

    @staticmethod
    def _refuse_to_write(_piece: bytes) -> object:
        raise NotImplementedError

    def _answer(self, pieces: Iterable[bytes]) -> None:
        try:
            if getattr(pieces, "streaming", True) and not self._is_bodiless:
                self._stream(pieces)
            else:
                whole = b"" if self._is_bodiless else b"".join(pieces)
                self._whole(whole)
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    @property
    def _is_bodiless(self) -> bool:
        return self.request.method == "HEAD" or int(self.status[:3]) in BODILESS

    def _whole(self, body: bytes) -> None:
        if not self._is_bodiless and not self._tells_length:
            self.headers = [*self.headers, ("content-length", str(len(body)))]
        head = answers.head(self.status, self.headers, closes=self.closes)
        self.asker.answer(self.request, head + body, closes=self.closes)

    @property
    def _tells_length(self) -> bool:
        return any(name.lower() == "content-length" for name, _ in self.headers)

    def _stream(self, pieces: Iterable[bytes]) -> None:
        """In chunks, where no length is told; to HTTP/1.0 until the connection ends."""
        in_chunks = not self._tells_length and self.request.version != "1.0"
        if in_chunks:
            self.headers = [*self.headers, ("transfer-encoding", "chunked")]
        outbox = Outbox(self.folder)
        head = answers.head(self.status, self.headers, closes=self.closes)
        self.asker.begin(self.request, head, outbox, closes=self.closes)
        for piece in pieces:
            if piece and not outbox.put(
                b"%x\r\n%b\r\n" % (len(piece), piece) if in_chunks else piece
            ):
                return
            self.asker.more()
        if in_chunks:
            outbox.put(b"0\r\n\r\n")
        outbox.end()
        self.asker.more()
